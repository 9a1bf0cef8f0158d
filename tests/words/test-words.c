/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "base/uke-base-error.h"
#include "clinic/uke-clinic-error.h"
#include "db/uke-db-error.h"
#include "exchange/uke-exchange-error.h"
#include "pki/uke-pki-error.h"
#include "vault/uke-vault-error.h"
#include "words/uke-words.h"

#include <gio/gio.h>
#include <libintl.h>
#include <locale.h>
#include <string.h>

typedef struct {
  const char *name;
  GQuark (*get_quark) (void);
  int n_codes;
} Domain;

static const Domain domains[] = {
  { "base", uke_base_error_quark, UKE_BASE_ERROR_NO_ZONE + 1 },
  { "db", uke_db_error_quark, UKE_DB_ERROR_OTHER_ENGINE + 1 },
  { "vault", uke_vault_error_quark, UKE_VAULT_N_ERRORS },
  { "pki", uke_pki_error_quark, UKE_PKI_N_ERRORS },
  { "clinic", uke_clinic_error_quark, UKE_CLINIC_N_ERRORS },
  { "exchange", uke_exchange_error_quark, UKE_EXCHANGE_ERROR_CLINICAL + 1 },
};

/* Words that blame, or that say nothing (design.md section 10). */
static const char *const banned[] = { "エラー", "無効", "不正", "失敗", "！", "!" };

static void
assert_japanese (const char *text)
{
  gboolean has_kana = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    GUnicodeScript script = g_unichar_get_script (g_utf8_get_char (at));

    has_kana
        = has_kana || script == G_UNICODE_SCRIPT_HIRAGANA || script == G_UNICODE_SCRIPT_KATAKANA;
  }
  if (!has_kana)
    g_error ("not translated: %s", text);
  for (size_t i = 0; i < G_N_ELEMENTS (banned); i++) {
    if (strstr (text, banned[i]) != NULL)
      g_error ("not our voice: %s", text);
  }
}

/* Every code of every domain has a sentence of its own, in Japanese and in our voice. */
static void
test_complete (const void *data)
{
  const Domain *domain = data;

  for (int code = 0; code < domain->n_codes; code++) {
    g_autoptr (GError) error = g_error_new_literal (domain->get_quark (), code, "for the log");
    g_autofree char *sentence = uke_words_for_error (error);

    if (!uke_words_know_error (error))
      g_error ("%s error %d has no sentence", domain->name, code);
    assert_japanese (sentence);
    g_assert_true (g_str_has_suffix (sentence, "。"));
    assert_japanese (uke_words_title_for_error (error));
    g_assert_false (g_str_has_suffix (uke_words_title_for_error (error), "。"));
  }
}

/* What no table knows still gets a sentence that is true, and never the text meant for logs. */
static void
test_unknown (void)
{
  g_autoptr (GError) error
      = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE, "secret");
  g_autofree char *sentence = uke_words_for_error (error);

  g_assert_false (uke_words_know_error (error));
  assert_japanese (sentence);
  g_assert_null (strstr (sentence, "secret"));
}

/* The suggested action leads to what helps. */
static void
test_action (void)
{
  g_autoptr (GError) locked = g_error_new_literal (UKE_VAULT_ERROR, UKE_VAULT_ERROR_LOCKED, "");
  g_autoptr (GError) newer = g_error_new_literal (UKE_DB_ERROR, UKE_DB_ERROR_NEWER_SCHEMA, "");

  g_assert_cmpint (uke_words_action_for_error (locked), ==, UKE_WORDS_ACTION_UNLOCK_KEYRING);
  g_assert_cmpint (uke_words_action_for_error (newer), ==, UKE_WORDS_ACTION_UPDATE);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, UKE_BUILD_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_test_init (&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS (domains); i++) {
    g_autofree char *path = g_strconcat ("/words/words/complete/", domains[i].name, NULL);

    g_test_add_data_func (path, &domains[i], test_complete);
  }
  g_test_add_func ("/words/words/unknown", test_unknown);
  g_test_add_func ("/words/words/action", test_action);
  return g_test_run ();
}
