/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "uke-test-wire.h"

/* An example that is part of a message is read within one. */
static gboolean
again_within (const char *before,
              const char *json,
              const char *after,
              Again again,
              GString *out,
              GError **error)
{
  g_autofree char *whole = g_strconcat (before, json, after, NULL);

  if (!again (whole, strlen (whole), out, error))
    return FALSE;
  g_assert_true (g_str_has_prefix (out->str, before) && g_str_has_suffix (out->str, after));
  g_string_truncate (out, out->len - strlen (after));
  g_string_erase (out, 0, (gssize)strlen (before));
  return TRUE;
}

#define ID "\"0123456789abcdef0123456789abcdef\""
#define HASH "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\""
#define CURSOR "{\"epoch\":" ID ",\"seq\":41,\"chain\":" HASH "}"
#define PAGE_HEAD                                                                                  \
  "{\"epoch\":" ID ",\"from\":41,\"head\":43,\"durable\":30,\"at_us\":1,\"more\":true,"            \
  "\"entries\":["
#define EMPTY_PAGE_HEAD                                                                            \
  "{\"epoch\":" ID ",\"from\":41,\"head\":41,\"durable\":30,\"at_us\":1,\"more\":false,"           \
  "\"entries\":["

static gboolean
again_cursor (const char *json, size_t size, GString *out, GError **error)
{
  return again_within ("{\"cursor\":", json, ",\"inc\":\"0000000000000001\",\"sv\":1,\"sets\":[]}",
                       again_push, out, error);
}

static gboolean
again_entry (const char *json, size_t size, GString *out, GError **error)
{
  return again_within (PAGE_HEAD, json, "],\"cursor\":" CURSOR "}", again_page, out, error);
}

static gboolean
again_hold (const char *json, size_t size, GString *out, GError **error)
{
  return again_within (EMPTY_PAGE_HEAD "],\"cursor\":" CURSOR ",\"holds\":[", json,
                       "],\"holds_tag\":7}", again_page, out, error);
}

static gboolean
again_fields (const char *json, size_t size, GString *out, GError **error)
{
  return again_within (EMPTY_PAGE_HEAD "],", json, ",\"cursor\":" CURSOR "}", again_page, out,
                       error);
}

static gboolean
again_result (const char *json, size_t size, GString *out, GError **error)
{
  return again_within ("{\"epoch\":" ID ",\"head\":1,\"durable\":0,\"at_us\":1,\"results\":[", json,
                       "]}", again_push_answer, out, error);
}

/* The page's examples in their order. Snapshots belong to the store, and so do their tests. */
static const struct {
  const char *section;
  Again again[7];
} sections[] = {
  { "Ground rules", { again_refusal, again_refusal, again_refusal, again_refusal, again_refusal } },
  { "Cursor", { again_cursor } },
  { "Hello", { again_hello, again_welcome } },
  { "Push",
    { again_push, again_push_answer, again_result, again_result, again_result, again_result } },
  { "Changes", { again_page, again_page, again_entry, again_entry } },
  { "Fields of newer versions", { again_fields } },
  { "Resync", { again_resync, again_fork } },
  { "Snapshot", { NULL } },
  { "Digest and repair", { again_digest, again_digest, again_rows } },
  { "Audit", { again_audit, again_audit_answer } },
  { "Holds", { again_hold_wish, again_hold_answer, again_hold } },
  { "Quarantine", { again_push, again_done } },
  { "Devices",
    { again_devices, again_errand, again_errand, again_invitation, again_guests, again_done } },
};

static char *
make_meta (void)
{
  const UkeLogMeta meta = { .change_set_id = { { 1 } },
                            .dev = 2,
                            .inc = 3,
                            .dseq = 4,
                            .usr = { { 5 } },
                            .intent = 6,
                            .outcome = UKE_OUTCOME_APPLIED,
                            .hlc = 7,
                            .at_us = 8,
                            .sv = 1 };
  uint8_t bytes[UKE_LOG_META_SIZE];
  GString *hex = g_string_new ("\"");

  uke_log_meta_write (&meta, bytes);
  for (unsigned i = 0; i < sizeof bytes; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  g_string_append_c (hex, '"');
  return g_string_free (hex, FALSE);
}

/* What a word in capitals stands for; the ones further up contain those below. */
static char *
fill_in (const char *example)
{
  g_autofree char *meta = make_meta ();
  const char *const words[][2] = {
    { "\\bPAGE\\b", PAGE_HEAD "ENTRY],\"cursor\":" CURSOR "}" },
    { "\\bENTRY\\b", "{\"seq\":42,\"meta\":HEX,\"chain\":" HASH ",\"payload\":STRING}" },
    { "\\bCURSOR\\b", "{\"epoch\":ID,\"seq\":41,\"chain\":HASH,\"sig\":SIGNATURE}" },
    { "\\bROW\\b", "[ID,2,41,\"\",null,[\"髙橋\",null]]" },
    { "\\bHEX\\b", meta },
    { "\\bSIGNATURE\\b", "\"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
                         "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff\"" },
    { "\\bHASH\\b", HASH },
    { "\\bDIGEST\\b", "\"00112233445566778899aabbccddeeff\"" },
    { "\\bID\\b", ID },
    { "\\bINC\\b", "\"00000000000000aa\"" },
    { "\\bSTRING\\b", "\"{\\\"note\\\":\\\"髙橋 \\\\ \\n\\\"}\"" },
  };
  char *text = g_strdup (example);

  for (unsigned i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (GRegex) word = g_regex_new (words[i][0], 0, 0, NULL);
    g_autofree char *before = text;

    text = g_regex_replace_literal (word, before, -1, 0, words[i][1], 0, NULL);
  }
  return text;
}

static void
check_example (const char *section, unsigned n, Again again, const char *example)
{
  g_autofree char *json = fill_in (example);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gboolean is_read = again (json, strlen (json), out, &error);

  g_test_message ("%s, example %u: %s", section, n + 1, json);
  g_assert_no_error (error);
  g_assert_true (is_read);
  g_assert_cmpstr (out->str, ==, json);
}

/* The page's code blocks of one section: lines that are indented, those of one message joined. */
static GPtrArray *
find_examples (const char *page, const char *section)
{
  GPtrArray *examples = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *heading = g_strdup_printf ("\n## %s\n", section);
  const char *start = strstr (page, heading);
  g_auto (GStrv) lines = NULL;
  GString *open = NULL;

  g_assert_nonnull (start);
  lines = g_strsplit (start + strlen (heading), "\n", -1);
  for (unsigned i = 0; lines[i] != NULL && !g_str_has_prefix (lines[i], "## "); i++) {
    if (open == NULL && g_str_has_prefix (lines[i], "    ") && strchr (lines[i], '{') != NULL)
      open = g_string_new (NULL);
    if (open == NULL)
      continue;
    if (lines[i][0] != '\0')
      g_string_append (open, g_strstrip (lines[i]));
    else
      g_ptr_array_add (examples, g_string_free (g_steal_pointer (&open), FALSE));
  }
  if (open != NULL)
    g_ptr_array_add (examples, g_string_free (open, FALSE));
  return examples;
}

/* Every example of doc/wire.md is read, and written again byte by byte. */
static void
test_examples (gconstpointer data)
{
  const unsigned at = GPOINTER_TO_UINT (data);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "../../doc/wire.md", NULL);
  g_autofree char *page = NULL;
  g_autoptr (GPtrArray) examples = NULL;

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  examples = find_examples (page, sections[at].section);
  g_assert_cmpuint (examples->len, >, 0);
  g_assert_cmpuint (examples->len, <=, G_N_ELEMENTS (sections[at].again));
  for (unsigned i = 0; i < examples->len; i++)
    if (sections[at].again[i] != NULL)
      check_example (sections[at].section, i, sections[at].again[i], examples->pdata[i]);
  for (unsigned i = examples->len; i < G_N_ELEMENTS (sections[at].again); i++)
    g_assert_null (sections[at].again[i]);
}

/* No section of the page is left out. */
static void
test_all_sections (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "../../doc/wire.md", NULL);
  g_autofree char *page = NULL;
  unsigned n = 0;

  g_assert_true (g_file_get_contents (path, &page, NULL, NULL));
  for (const char *at = strstr (page, "\n## "); at != NULL; at = strstr (at + 1, "\n## "))
    n++;
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (sections));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (unsigned i = 0; i < G_N_ELEMENTS (sections); i++) {
    g_autofree char *path = g_strdup_printf ("/feed/wire-examples/%s", sections[i].section);

    g_test_add_data_func (g_strdelimit (path, " ", '-'), GUINT_TO_POINTER (i), test_examples);
  }
  g_test_add_func ("/feed/wire-examples/all-sections", test_all_sections);
  return g_test_run ();
}
