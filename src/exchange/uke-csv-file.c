/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-csv-file.h"

#include "exchange/uke-csv-encoding.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

static void
row_free (gpointer data)
{
  UkeCsvRow *row = data;

  if (row == NULL)
    return;
  g_strfreev (row->cells);
  g_free (row);
}

/**
 * uke_csv_file_free:
 * @self: (transfer full) (nullable): a file
 *
 * Errors: none
 * Thread: any
 */
void
uke_csv_file_free (UkeCsvFile *self)
{
  if (self == NULL)
    return;
  row_free (self->header);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->sha256);
  g_free (self);
}

/* Reading the text of a file, one character at a time. */
typedef struct {
  const char *at;
  const char *end;
  char separator;
  unsigned line;
} Reader;

static char *
finish_cell (GString *cell)
{
  g_autofree char *text = g_string_free (cell, FALSE);
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  const char *start = composed != NULL ? composed : "";
  const char *end = start + strlen (start);

  while (start < end && g_unichar_isspace (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start) {
    const char *last = g_utf8_prev_char (end);

    if (!g_unichar_isspace (g_utf8_get_char (last)))
      break;
    end = last;
  }
  return g_strndup (start, (gsize)(end - start));
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
  GString *cell = g_string_new (NULL);

  if (reader->at < reader->end && *reader->at == '"') {
    if (!read_quoted_cell (reader, cell, error)) {
      g_string_free (cell, TRUE);
      return NULL;
    }
    return finish_cell (cell);
  }
  while (!is_cell_end (reader))
    g_string_append_c (cell, *reader->at++);
  return finish_cell (cell);
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

static UkeCsvRow *
read_row (Reader *reader, GError **error)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  UkeCsvRow *row = NULL;
  unsigned line = reader->line;

  for (;;) {
    char *cell = read_cell (reader, error);

    if (cell == NULL)
      return NULL;
    g_ptr_array_add (cells, cell);
    if (reader->at >= reader->end || *reader->at != reader->separator)
      break;
    reader->at++;
  }
  skip_line_end (reader);
  row = g_new0 (UkeCsvRow, 1);
  row->line = line;
  row->n_cells = cells->len;
  g_ptr_array_add (cells, NULL);
  g_ptr_array_set_free_func (cells, NULL);
  row->cells = (char **)g_ptr_array_free (g_steal_pointer (&cells), FALSE);
  return row;
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

/**
 * uke_csv_file_parse:
 * @bytes: (array length=size): a file's bytes
 * @size: how many
 * @error: return location
 *
 * Reads comma, tab or semicolon separated rows in UTF-8 (with or without a mark), UTF-16 or CP932;
 * quoted cells may hold line ends.
 *
 * Returns: (transfer full) (nullable): the file
 * Errors: ENCODING, QUOTES with the line, EMPTY
 * Thread: any
 * Source: RFC 4180
 */
UkeCsvFile *
uke_csv_file_parse (const char *bytes, gsize size, GError **error)
{
  g_autoptr (UkeCsvFile) self = g_new0 (UkeCsvFile, 1);
  UkeCsvEncoding encoding = uke_csv_encoding_detect (bytes, size);
  size_t length = 0;
  g_autofree char *text = uke_csv_encoding_decode (encoding, bytes, size, &length, error);
  Reader reader = { .line = 1 };

  if (text == NULL)
    return NULL;
  self->encoding = uke_csv_encoding_name (encoding);
  self->separator = guess_separator (text);
  self->sha256 = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)bytes, size);
  self->rows = g_ptr_array_new_with_free_func (row_free);
  reader.at = text;
  reader.end = text + length;
  reader.separator = self->separator;
  while (reader.at < reader.end) {
    UkeCsvRow *row = read_row (&reader, error);

    if (row == NULL)
      return NULL;
    if (is_empty_row (row))
      row_free (row);
    else if (self->header == NULL)
      self->header = row;
    else
      g_ptr_array_add (self->rows, row);
  }
  if (self->rows->len == 0) {
    g_set_error_literal (error, UKE_EXCHANGE_ERROR, UKE_EXCHANGE_ERROR_EMPTY,
                         "no row under the header");
    return NULL;
  }
  return g_steal_pointer (&self);
}

/**
 * uke_csv_file_read:
 * @path: the file
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
uke_csv_file_read (const char *path, GError **error)
{
  GStatBuf info = { 0 };
  g_autoptr (GMappedFile) mapped = NULL;

  if (g_stat (path, &info) != 0 || S_ISDIR (info.st_mode)) {
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
    return uke_csv_file_parse ("", 0, error);
  return uke_csv_file_parse (g_mapped_file_get_contents (mapped), g_mapped_file_get_length (mapped),
                             error);
}
