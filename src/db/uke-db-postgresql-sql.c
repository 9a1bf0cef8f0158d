/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-db"

#include "db/uke-db-postgresql-private.h"

#include <string.h>

/*
 * The text of a statement, as far as it must be understood to give its parameters numbers: where
 * quotes, comments and dollar-quoted bodies begin and end. In them nothing is touched.
 */

/* As many parameters as a statement of the server's protocol can have. */
#define MAX_NUMBER 65535

/**
 * uke_pg_sql_clear:
 * @sql: a translated statement
 *
 * Thread: any
 */
void
uke_pg_sql_clear (UkePgSql *sql)
{
  g_clear_pointer (&sql->text, g_free);
  g_clear_pointer (&sql->names, g_ptr_array_unref);
}

static gboolean
is_word (char character)
{
  return g_ascii_isalnum (character) || character == '_' || (character & 0x80) != 0;
}

/* Behind a quoted text that ends in the same quote; a doubled one is part of it. */
static const char *
skip_quoted (const char *at)
{
  char quote = *at;

  for (at++; *at != '\0'; at++) {
    if (*at != quote)
      continue;
    if (at[1] != quote)
      return at + 1;
    at++;
  }
  return at;
}

/* Comments of this kind lie in each other. */
static const char *
skip_block_comment (const char *at)
{
  unsigned depth = 0;

  while (*at != '\0') {
    if (at[0] == '/' && at[1] == '*') {
      depth++;
      at += 2;
    } else if (at[0] == '*' && at[1] == '/') {
      at += 2;
      if (--depth == 0)
        return at;
    } else {
      at++;
    }
  }
  return at;
}

/* Behind $tag$ ... $tag$; NULL when no such thing begins here. */
static const char *
skip_dollar_quoted (const char *at)
{
  const char *end = at + 1;
  g_autofree char *tag = NULL;
  const char *close;

  while (is_word (*end))
    end++;
  if (*end != '$' || g_ascii_isdigit (at[1]))
    return NULL;
  tag = g_strndup (at, (size_t)(end + 1 - at));
  close = strstr (end + 1, tag);
  return close != NULL ? close + strlen (tag) : at + strlen (at);
}

/* Behind what is not to be touched at @at; @at itself when there is nothing of the kind. */
static const char *
skip_opaque (const char *start, const char *at)
{
  if (*at == '\'' || *at == '"')
    return skip_quoted (at);
  if (at[0] == '-' && at[1] == '-')
    return at + strcspn (at, "\n");
  if (at[0] == '/' && at[1] == '*')
    return skip_block_comment (at);
  if (*at == '$' && (at == start || !is_word (at[-1]))) {
    const char *end = skip_dollar_quoted (at);

    return end != NULL ? end : at;
  }
  return at;
}

static int
find_name (GPtrArray *names, const char *name)
{
  for (unsigned i = 0; i < names->len; i++)
    if (strcmp (names->pdata[i], name) == 0)
      return (int)i + 1;
  return 0;
}

/* The number of the parameter that begins at @at; moves behind it. */
static int
take_parameter (GPtrArray *names, const char **at)
{
  const char *start = *at;
  g_autofree char *name = NULL;
  int pos;

  (*at)++;
  if (*start == '?') {
    unsigned number = g_ascii_isdigit (**at) ? (unsigned)g_ascii_strtoull (*at, NULL, 10) : 0;

    number = number > 0 ? MIN (number, MAX_NUMBER) : names->len + 1;
    while (g_ascii_isdigit (**at))
      (*at)++;
    while (names->len < number)
      g_ptr_array_add (names, g_strdup (""));
    return (int)number;
  }
  while (is_word (**at))
    (*at)++;
  name = g_strndup (start, (size_t)(*at - start));
  pos = find_name (names, name);
  if (pos > 0)
    return pos;
  g_ptr_array_add (names, g_steal_pointer (&name));
  return (int)names->len;
}

/* Bytes are written X'00ff' in both engines' SQL; here that would be bits. */
static gboolean
take_bytes (GString *text, const char *start, const char **at)
{
  const char *end;

  if ((**at != 'x' && **at != 'X') || (*at)[1] != '\'' || (*at > start && is_word ((*at)[-1])))
    return FALSE;
  end = skip_quoted (*at + 1);
  g_string_append (text, "'\\x");
  g_string_append_len (text, *at + 2, end - (*at + 2));
  g_string_append (text, "::bytea");
  *at = end;
  return TRUE;
}

/**
 * uke_pg_sql_translate:
 * @source: one or more statements
 * @out_sql: (out): their text for PostgreSQL, and the names of its parameters
 * @error: return location
 *
 * Gives parameters numbers: a `:name` that comes twice is one parameter, each `?` is one of its
 * own, and `?2` is the second. Bytes written X'00ff' become a bytea.
 *
 * Returns: whether there is anything but comments
 * Errors: MISUSE when there is nothing
 * Thread: any
 */
gboolean
uke_pg_sql_translate (const char *source, UkePgSql *out_sql, GError **error)
{
  g_autoptr (GString) text = g_string_sized_new (strlen (source) + 16);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *at = source;

  if (uke_pg_sql_count (source) == 0) {
    g_set_error (error, UKE_DB_ERROR, UKE_DB_ERROR_MISUSE, "there is no statement");
    return FALSE;
  }
  while (*at != '\0') {
    const char *behind = skip_opaque (source, at);
    gboolean is_cast = at[0] == ':' && at[1] == ':';

    if (behind != at) {
      g_string_append_len (text, at, behind - at);
      at = behind;
    } else if (is_cast) {
      g_string_append (text, "::");
      at += 2;
    } else if (*at == '?' || (*at == ':' && is_word (at[1]) && !g_ascii_isdigit (at[1]))) {
      g_string_append_printf (text, "$%d", take_parameter (names, &at));
    } else if (!take_bytes (text, source, &at)) {
      g_string_append_c (text, *at++);
    }
  }
  out_sql->text = g_string_free (g_steal_pointer (&text), FALSE);
  out_sql->names = g_steal_pointer (&names);
  return TRUE;
}

/* Calls @func with the first word of each statement until it says that this is enough. */
static unsigned
for_each_statement (const char *source, gboolean (*func) (const char *word, size_t len))
{
  const char *at = source;
  gboolean is_begun = FALSE;
  unsigned n = 0;

  while (*at != '\0') {
    const char *behind = skip_opaque (source, at);
    gboolean is_comment = *at == '-' || *at == '/';

    if (!is_begun && behind == at && is_word (*at)) {
      size_t len = 0;

      while (is_word (at[len]))
        len++;
      if (func != NULL && func (at, len))
        return G_MAXUINT;
    }
    if (*at == ';' && behind == at) {
      is_begun = FALSE;
    } else if (!is_begun && !g_ascii_isspace (*at) && !(is_comment && behind != at)) {
      is_begun = TRUE;
      n++;
    }
    at = behind != at ? behind : at + 1;
  }
  return n;
}

/**
 * uke_pg_sql_count:
 * @source: SQL text
 *
 * Returns: how many statements it has
 * Thread: any
 */
unsigned
uke_pg_sql_count (const char *source)
{
  return for_each_statement (source, NULL);
}

static gboolean
is_transaction_word (const char *word, size_t len)
{
  static const char *const words[] = { "abort",   "begin",    "commit",    "end",  "prepare",
                                       "release", "rollback", "savepoint", "start" };

  for (size_t i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) == len && g_ascii_strncasecmp (word, words[i], len) == 0)
      return TRUE;
  return FALSE;
}

/**
 * uke_pg_sql_ends_transaction:
 * @source: a script
 *
 * Returns: whether one of its statements would begin, end or divide a transaction
 * Thread: any
 */
gboolean
uke_pg_sql_ends_transaction (const char *source)
{
  return for_each_statement (source, is_transaction_word) == G_MAXUINT;
}

static gboolean
is_select_word (const char *word, size_t len)
{
  return len == 6 && g_ascii_strncasecmp (word, "select", len) == 0;
}

/**
 * uke_pg_sql_is_select:
 * @source: one statement
 *
 * Returns: whether it begins with SELECT
 * Thread: any
 */
gboolean
uke_pg_sql_is_select (const char *source)
{
  return for_each_statement (source, is_select_word) == G_MAXUINT;
}
