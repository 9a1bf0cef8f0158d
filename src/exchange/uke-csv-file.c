/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-csv-file.h"

#include <glib/gstdio.h>
#include <string.h>

/* Cells are many and small: their texts lie side by side in pieces of this size. */
#define TEXTS_BYTES (256 * 1024)

/**
 * uke_csv_file_ref:
 * @self: a file
 *
 * Returns: (transfer full): the file
 * Errors: none
 * Thread: any
 */
UkeCsvFile *
uke_csv_file_ref (UkeCsvFile *self)
{
  g_atomic_ref_count_inc (&self->n_references);
  return self;
}

/**
 * uke_csv_file_free:
 * @self: (transfer full) (nullable): a file
 *
 * Gives one reference back.
 *
 * Errors: none
 * Thread: any
 */
void
uke_csv_file_free (UkeCsvFile *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->n_references))
    return;
  g_free (self->header);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->texts, g_string_chunk_free);
  g_free (self->sha256);
  g_free (self);
}

/* Reading the text of a file, one character at a time. */
typedef struct {
  const char *at;
  const char *end;
  char separator;
  unsigned line;
  GStringChunk *texts; /* (unowned): where cells are put */
  GString *cell;       /* (owned): the one that is being read */
  GPtrArray *cells;    /* (owned): of the row that is being read */
} Reader;

static void
reader_clear (Reader *reader)
{
  g_string_free (reader->cell, TRUE);
  g_ptr_array_unref (reader->cells);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static gboolean
is_ascii (const GString *cell)
{
  for (gsize i = 0; i < cell->len; i++) {
    if ((unsigned char)cell->str[i] >= 0x80)
      return FALSE;
  }
  return TRUE;
}

static char *
finish_cell (Reader *reader)
{
  g_autofree char *composed
      = is_ascii (reader->cell) ? NULL : g_utf8_normalize (reader->cell->str, -1, G_NORMALIZE_NFC);
  const char *start = composed != NULL ? composed : reader->cell->str;
  const char *end = start + strlen (start);

  while (start < end && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start) {
    const char *last = g_utf8_prev_char (end);

    if (!g_unichar_isspace (g_utf8_get_char (last)))
      break;
    end = last;
  }
  return g_string_chunk_insert_len (reader->texts, start, end - start);
}

/* Whether a quote inside a quoted cell stands for itself. */
static gboolean
take_quote (Reader *reader, GString *cell)
{
  reader->at++;
  if (reader->at < reader->end && *reader->at == '"') {
    g_string_append_c (cell, '"');
    reader->at++;
    return TRUE;
  }
  return FALSE;
}

static gboolean
read_quoted (Reader *reader, GString *cell, GError **error)
{
  unsigned line = reader->line;

  reader->at++;
  while (reader->at < reader->end) {
    if (*reader->at == '"') {
      if (!take_quote (reader, cell))
        return TRUE;
      continue;
    }
    if (*reader->at == '\n')
      reader->line++;
    if (*reader->at != '\r')
      g_string_append_c (cell, *reader->at);
    reader->at++;
  }
  g_set_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_QUOTES,
               "line %u: a quotation mark is never closed", line);
  return FALSE;
}

static gboolean
is_cell_end (const Reader *reader)
{
  return reader->at >= reader->end || *reader->at == reader->separator || *reader->at == '\n'
         || *reader->at == '\r';
}

static gboolean
fail_quotes (unsigned line, GError **error)
{
  g_set_error (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_QUOTES,
               "line %u: a quotation mark is never closed", line);
  return FALSE;
}

/* Behind a closing quote the cell ends: anything else means that the quotes got out of step, and
 * every row from here on would be guesswork. */
static gboolean
read_quoted_cell (Reader *reader, GString *cell, GError **error)
{
  unsigned line = reader->line;

  if (!read_quoted (reader, cell, error))
    return FALSE;
  while (!is_cell_end (reader) && *reader->at == ' ')
    reader->at++;
  return is_cell_end (reader) || fail_quotes (line, error);
}

static char *
read_cell (Reader *reader, GError **error)
{
  g_string_truncate (reader->cell, 0);
  if (reader->at < reader->end && *reader->at == '"') {
    if (!read_quoted_cell (reader, reader->cell, error))
      return NULL;
    return finish_cell (reader);
  }
  while (!is_cell_end (reader))
    g_string_append_c (reader->cell, *reader->at++);
  return finish_cell (reader);
}

static void
skip_line_end (Reader *reader)
{
  if (reader->at < reader->end && *reader->at == '\r')
    reader->at++;
  if (reader->at < reader->end && *reader->at == '\n')
    reader->at++;
  reader->line++;
}

/* A row and the list of its cells are one piece of memory. */
static UkeCsvRow *
make_row (Reader *reader, unsigned line)
{
  gsize n = reader->cells->len;
  UkeCsvRow *row = g_malloc (sizeof (UkeCsvRow) + (n + 1) * sizeof (char *));

  row->line = line;
  row->n_cells = (unsigned)n;
  row->cells = (char **)(row + 1);
  memcpy (row->cells, reader->cells->pdata, n * sizeof (char *));
  row->cells[n] = NULL;
  return row;
}

static UkeCsvRow *
read_row (Reader *reader, GError **error)
{
  unsigned line = reader->line;

  g_ptr_array_set_size (reader->cells, 0);
  for (;;) {
    char *cell = read_cell (reader, error);

    if (cell == NULL)
      return NULL;
    g_ptr_array_add (reader->cells, cell);
    if (reader->at >= reader->end || *reader->at != reader->separator)
      break;
    reader->at++;
  }
  skip_line_end (reader);
  return make_row (reader, line);
}

static gboolean
is_empty_row (const UkeCsvRow *row)
{
  for (unsigned i = 0; i < row->n_cells; i++) {
    if (*row->cells[i] != '\0')
      return FALSE;
  }
  return TRUE;
}

/* The separator is the one that the first line has most of. */
static char
guess_separator (const char *text)
{
  static const char SEPARATORS[] = { ',', '\t', ';' };
  char best = ',';
  unsigned n_best = 0;

  for (size_t i = 0; i < sizeof SEPARATORS; i++) {
    unsigned n = 0;
    gboolean is_quoted = FALSE;

    for (const char *at = text; *at != '\0' && (is_quoted || (*at != '\n' && *at != '\r')); at++) {
      if (*at == '"')
        is_quoted = !is_quoted;
      else if (*at == SEPARATORS[i] && !is_quoted)
        n++;
    }
    if (n > n_best) {
      n_best = n;
      best = SEPARATORS[i];
    }
  }
  return best;
}

static gboolean
read_rows (UkeCsvFile *self, Reader *reader, GError **error)
{
  while (reader->at < reader->end) {
    UkeCsvRow *row = read_row (reader, error);

    if (row == NULL)
      return FALSE;
    if (is_empty_row (row))
      g_free (row);
    else if (self->header == NULL)
      self->header = row;
    else
      g_ptr_array_add (self->rows, row);
  }
  if (self->rows->len > 0)
    return TRUE;
  g_set_error_literal (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_EMPTY,
                       "no row under the header");
  return FALSE;
}

/**
 * uke_csv_file_parse_as:
 * @bytes: (array length=size): a file's bytes
 * @size: how many
 * @encoding: what a person says it is in; UKE_CSV_UNKNOWN lets the bytes decide
 * @error: return location
 *
 * Reads comma, tab or semicolon separated rows; quoted cells may hold line ends.
 *
 * Returns: (transfer full) (nullable): the file
 * Errors: ENCODING, QUOTES with the line, EMPTY
 * Thread: any
 * Source: RFC 4180
 */
UkeCsvFile *
uke_csv_file_parse_as (const char *bytes, gsize size, UkeCsvEncoding encoding, GError **error)
{
  g_autoptr (UkeCsvFile) self = g_new0 (UkeCsvFile, 1);
  size_t length = 0;
  g_autofree char *text = NULL;
  g_auto (Reader) reader = { 0 };

  reader.line = 1;
  reader.cell = g_string_new (NULL);
  reader.cells = g_ptr_array_new ();
  g_atomic_ref_count_init (&self->n_references);
  self->coding = encoding != UKE_CSV_UNKNOWN ? encoding : uke_csv_encoding_detect (bytes, size);
  text = uke_csv_encoding_decode (self->coding, bytes, size, &length, error);
  if (text == NULL)
    return NULL;
  self->encoding = uke_csv_encoding_name (self->coding);
  self->separator = guess_separator (text);
  self->sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, size);
  self->rows = g_ptr_array_new_with_free_func (g_free);
  self->texts = g_string_chunk_new (TEXTS_BYTES);
  reader.at = text;
  reader.end = text + length;
  reader.separator = self->separator;
  reader.texts = self->texts;
  return read_rows (self, &reader, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * uke_csv_file_parse:
 * @bytes: (array length=size): a file's bytes
 * @size: how many
 * @error: return location
 *
 * Like uke_csv_file_parse_as(), in the encoding that the bytes show.
 *
 * Returns: (transfer full) (nullable): the file
 * Errors: ENCODING, QUOTES with the line, EMPTY
 * Thread: any
 */
UkeCsvFile *
uke_csv_file_parse (const char *bytes, gsize size, GError **error)
{
  return uke_csv_file_parse_as (bytes, size, UKE_CSV_UNKNOWN, error);
}

/**
 * uke_csv_file_read_as:
 * @path: the file
 * @encoding: what a person says it is in; UKE_CSV_UNKNOWN lets the bytes decide
 * @error: return location
 *
 * Reads a file; one that is too large is refused before it is read.
 *
 * Returns: (transfer full) (nullable): the file
 * Errors: IO, TOO_LARGE, ENCODING, QUOTES, EMPTY
 * Thread: any but main, for a large file
 * Source: architecture.md 8
 */
UkeCsvFile *
uke_csv_file_read_as (const char *path, UkeCsvEncoding encoding, GError **error)
{
  GStatBuf info = { 0 };
  g_autoptr (GMappedFile) mapped = NULL;

  if (g_stat (path, &info) != 0 || !S_ISREG (info.st_mode)) {
    g_set_error_literal (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_IO, "cannot be read");
    return NULL;
  }
  if ((guint64)info.st_size > UKE_CSV_MAX_BYTES) {
    g_set_error_literal (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_TOO_LARGE, "too large");
    return NULL;
  }
  mapped = g_mapped_file_new (path, FALSE, NULL);
  if (mapped == NULL) {
    g_set_error_literal (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_IO, "cannot be read");
    return NULL;
  }
  if (g_mapped_file_get_length (mapped) == 0)
    return uke_csv_file_parse_as ("", 0, encoding, error);
  return uke_csv_file_parse_as (g_mapped_file_get_contents (mapped),
                                g_mapped_file_get_length (mapped), encoding, error);
}

/**
 * uke_csv_file_read:
 * @path: the file
 * @error: return location
 *
 * Like uke_csv_file_read_as(), in the encoding that the bytes show.
 *
 * Returns: (transfer full) (nullable): the file
 * Errors: IO, TOO_LARGE, ENCODING, QUOTES, EMPTY
 * Thread: any but main, for a large file
 */
UkeCsvFile *
uke_csv_file_read (const char *path, GError **error)
{
  return uke_csv_file_read_as (path, UKE_CSV_UNKNOWN, error);
}

typedef struct {
  char *path; /* (owned) */
  UkeCsvEncoding encoding;
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->path);
  g_free (reading);
}

static void
file_free (gpointer data)
{
  uke_csv_file_free (data);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  GError *error = NULL;
  UkeCsvFile *file = uke_csv_file_read_as (reading->path, reading->encoding, &error);

  if (file == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, file, file_free);
}

/**
 * uke_csv_file_read_async:
 * @path: the file
 * @encoding: what a person says it is in; UKE_CSV_UNKNOWN lets the bytes decide
 * @cancellable: (nullable): answers at once; the reading goes on in the background for nobody
 * @callback: called when it is read
 * @user_data: for @callback
 *
 * Reads a file on a thread of its own: a large one takes seconds, and no database is concerned.
 *
 * Errors: as uke_csv_file_read_as(), and G_IO_ERROR_CANCELLED
 * Thread: main
 */
void
uke_csv_file_read_async (const char *path,
                         UkeCsvEncoding encoding,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  reading->path = g_strdup (path);
  reading->encoding = encoding;
  g_task_set_source_tag (task, uke_csv_file_read_async);
  g_task_set_task_data (task, reading, reading_free);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * uke_csv_file_read_finish:
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the file
 * Errors: as uke_csv_file_read_async()
 * Thread: main
 */
UkeCsvFile *
uke_csv_file_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
