/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include "model/uke-staff-name.h"
#include "vault/uke-recovery-code.h"
#include "vault/uke-vault.h"
#include "words/uke-words.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

/* What only this program says; the message is the sentence. */
#define UKE_CTL_ERROR (uke_ctl_error_quark ())
#define UKE_CTL_ERROR_NOBODY 1

static G_DEFINE_QUARK (uke - ctl - error - quark, uke_ctl_error)

/**
 * uke_ctl_take_result:
 * @source: (nullable): who answers
 * @result: the answer
 * @user_data: where uke_ctl_wait() looks for it
 *
 * Thread: main
 */
void
uke_ctl_take_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **to = user_data;

  *to = g_object_ref (result);
}

/**
 * uke_ctl_wait:
 * @result: where uke_ctl_take_result() puts the answer; NULL there before the call
 *
 * Returns: (transfer full): the answer, when it has come
 * Thread: main
 */
GAsyncResult *
uke_ctl_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (result);
}

/**
 * uke_ctl_print_json:
 * @root: (transfer full): what to print
 *
 * Thread: main
 */
void
uke_ctl_print_json (json_t *root)
{
  json_dumpf (root, stdout, JSON_INDENT (2) | JSON_PRESERVE_ORDER);
  fputc ('\n', stdout);
  json_decref (root);
}

/**
 * uke_ctl_fail:
 * @ctl: the run
 * @error: why it did not go through
 *
 * Says in one sentence what is wrong and what to do; with --json also the stable code.
 *
 * Returns: the exit status
 * Thread: main
 */
UkeCtlExit
uke_ctl_fail (UkeCtl *ctl, const GError *error)
{
  g_autofree char *sentence
      = error->domain == UKE_CTL_ERROR ? g_strdup (error->message) : uke_words_for_error (error);

  fprintf (stderr, "uketsukectl: %s\n", sentence);
  g_debug ("%s %d: %s", g_quark_to_string (error->domain), error->code, error->message);
  if (ctl->is_json)
    uke_ctl_print_json (json_pack ("{s:b, s:s, s:s, s:i}", "ok", 0, "reason", sentence, "domain",
                                   g_quark_to_string (error->domain), "code", error->code));
  return UKE_CTL_REFUSED;
}

/**
 * uke_ctl_usage:
 * @text: what is off
 *
 * Returns: the exit status
 * Thread: main
 */
UkeCtlExit
uke_ctl_usage (const char *text)
{
  fprintf (stderr, "uketsukectl: %s\n", text);
  return UKE_CTL_USAGE;
}

/**
 * uke_ctl_parse:
 * @entries: the options of a command
 * @summary: what the command does
 * @argc: (inout): the command's words
 * @argv: (inout): the command's words
 *
 * Returns: whether the words fit; when they don't it has been said
 * Thread: main
 */
gboolean
uke_ctl_parse (GOptionEntry *entries, const char *summary, int *argc, char ***argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (summary);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (g_option_context_parse (context, argc, argv, &error))
    return TRUE;
  fprintf (stderr, "uketsukectl: %s\n", error->message);
  return FALSE;
}

static gboolean
give_up_cb (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
  return G_SOURCE_REMOVE;
}

/* One process at a time has the data (decision 25): whoever comes second waits a while. */
static UkeDataLock *
wait_for_lock (UkeCtl *ctl, const UkeDataDir *dir, const char *holder)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) ignored = NULL;
  UkeDataLock *lock = NULL;
  unsigned timeout = g_timeout_add_seconds ((unsigned)ctl->wait_s, give_up_cb, cancellable);

  fprintf (stderr,
           _ ("uketsukectl: %s has the data open; waiting up to %d seconds for it to end.\n"),
           holder, ctl->wait_s);
  uke_data_dir_wait_lock_async (dir, "uketsukectl", cancellable, uke_ctl_take_result, &result);
  answer = uke_ctl_wait (&result);
  lock = uke_data_dir_wait_lock_finish (answer, &ignored);
  if (!g_cancellable_is_cancelled (cancellable))
    g_source_remove (timeout);
  return lock;
}

static gboolean
lock_data (UkeCtl *ctl, const UkeDataDir *dir, GError **error)
{
  g_autofree char *holder = NULL;
  g_autoptr (GError) in_use = NULL;

  if (ctl->lock == NULL)
    ctl->lock = uke_data_dir_lock_sync (dir, "uketsukectl", &holder, &in_use);
  if (ctl->lock == NULL && holder != NULL && ctl->wait_s > 0)
    ctl->lock = wait_for_lock (ctl, dir, holder);
  if (ctl->lock == NULL)
    g_propagate_error (error, g_steal_pointer (&in_use));
  return ctl->lock != NULL;
}

static gboolean
unlock (UkeCtl *ctl, UkeVault *vault, GError **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (UkeSecret) code = NULL;

  if (ctl->recovery_code_file == NULL) {
    uke_vault_unlock_with_keyring_async (vault, UKE_KEYRING_QUIET, NULL, uke_ctl_take_result,
                                         &result);
    answer = uke_ctl_wait (&result);
    return uke_vault_unlock_with_keyring_finish (vault, answer, error);
  }
  code = uke_secret_new_from_file (ctl->recovery_code_file, error);
  if (code == NULL)
    return FALSE;
  uke_vault_unlock_with_recovery_async (vault, uke_secret_peek_text (code),
                                        uke_clock_now_us (ctl->clock), UKE_KEYRING_QUIET, NULL,
                                        uke_ctl_take_result, &result);
  answer = uke_ctl_wait (&result);
  return uke_vault_unlock_with_recovery_finish (vault, answer, error);
}

static gboolean
open_clinic (UkeCtl *ctl, UkeVault *vault, GError **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;

  ctl->clinic = uke_clinic_new (ctl->data_path, ctl->clock);
  uke_clinic_set_device (ctl->clinic, "ctl");
  uke_clinic_open_async (ctl->clinic, uke_vault_get_data_key (vault), uke_vault_get_db_uuid (vault),
                         NULL, uke_ctl_take_result, &result);
  answer = uke_ctl_wait (&result);
  return uke_clinic_open_finish (ctl->clinic, answer, error);
}

static gboolean
is_named (UkeRecord *staff, const char *name)
{
  const char *family = uke_record_get_code (staff, UKE_STAFF_FAMILY_NAME);
  g_autofree char *full = uke_staff_dup_name (staff);
  g_autofree char *hex = uke_id_dup_hex (uke_record_get_id (staff));

  return g_str_equal (name, family) || g_str_equal (name, full) || g_str_equal (name, hex);
}

/* --as STAFF, by default the 院長 (decision 28). */
static gboolean
sit_down (UkeCtl *ctl, GError **error)
{
  GListModel *staff = uke_clinic_get_staff (ctl->clinic);

  for (unsigned i = 0; i < g_list_model_get_n_items (staff); i++) {
    g_autoptr (UkeRecord) one = g_list_model_get_item (staff, i);

    if (ctl->staff != NULL ? is_named (one, ctl->staff)
                           : g_str_equal (uke_record_get_code (one, UKE_STAFF_ROLE), "director")) {
      uke_clinic_sit_down (ctl->clinic, uke_record_get_id (one));
      return TRUE;
    }
  }
  g_set_error_literal (error, UKE_CTL_ERROR, UKE_CTL_ERROR_NOBODY,
                       _ ("Nobody of that name works here. Please check what follows --as."));
  return FALSE;
}

/**
 * uke_ctl_open:
 * @ctl: the run
 * @error: return location
 *
 * Opens the clinic's data by the keyring or the recovery code and has the director sit down.
 *
 * Returns: whether it is open
 * Errors: those of the vault and the clinic; %UKE_VAULT_ERROR_EMPTY and
 * %UKE_VAULT_ERROR_NO_DATABASE where there is no clinic; %UKE_CTL_ERROR_NOBODY
 * Thread: main
 */
gboolean
uke_ctl_open (UkeCtl *ctl, GError **error)
{
  g_autoptr (UkeDataDir) dir = uke_data_dir_new (ctl->data_path);
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();
  g_autoptr (UkeVault) vault = uke_vault_new (ctl->data_path, keyring);

  if (ctl->clinic != NULL)
    return TRUE;
  if (!uke_data_dir_has_database (dir)) {
    g_set_error_literal (error, UKE_VAULT_ERROR,
                         uke_data_dir_has_slots (dir) ? UKE_VAULT_ERROR_NO_DATABASE
                                                      : UKE_VAULT_ERROR_EMPTY,
                         "there is no database in this folder");
    return FALSE;
  }
  return lock_data (ctl, dir, error) && unlock (ctl, vault, error)
         && open_clinic (ctl, vault, error) && sit_down (ctl, error);
}

/**
 * uke_ctl_execute:
 * @ctl: a run whose clinic is open
 * @command: (transfer full): what to do
 * @error: return location
 *
 * Returns: (transfer full): what it did
 * Errors: those of the command
 * Thread: main
 */
UkeReceipt *
uke_ctl_execute (UkeCtl *ctl, UkeCommand *command, GError **error)
{
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;

  uke_clinic_execute_async (ctl->clinic, command, NULL, uke_ctl_take_result, &result);
  answer = uke_ctl_wait (&result);
  return uke_clinic_execute_finish (ctl->clinic, answer, error);
}

/* The code is written before anything depends on it, and read by its owner alone. */
static gboolean
write_code (UkeSecret *code, const char *path, GError **error)
{
  g_autoptr (UkeSecret) text = uke_secret_ref (code);
  char *line = g_strdup_printf ("%s\n", uke_secret_peek_text (text));
  gboolean is_written = g_file_set_contents_full (
      path, line, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);

  explicit_bzero (line, strlen (line));
  g_free (line);
  return is_written;
}

static gboolean
create_vault (UkeCtl *ctl, UkeVault *vault, const char *code_file, GError **error)
{
  g_autoptr (GAsyncResult) created = NULL, confirmed = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (UkeSecret) code = NULL, text = NULL;

  uke_vault_create_async (vault, uke_clock_now_us (ctl->clock), NULL, uke_ctl_take_result, &result);
  created = uke_ctl_wait (&result);
  code = uke_vault_create_finish (vault, created, error);
  if (code == NULL)
    return FALSE;
  text = uke_recovery_code_format (code);
  if (!write_code (text, code_file, error))
    return FALSE;
  uke_vault_confirm_recovery_async (vault, uke_secret_peek_text (text), UKE_KEYRING_QUIET, NULL,
                                    uke_ctl_take_result, &result);
  confirmed = uke_ctl_wait (&result);
  return uke_vault_confirm_recovery_finish (vault, confirmed, error);
}

/**
 * uke_ctl_create:
 * @ctl: the run
 * @setup: what the new clinic is called and who directs it
 * @code_file: where the recovery code is written
 * @error: return location
 *
 * Makes a new clinic: key, key slots, database. A folder that holds one already is refused.
 *
 * Returns: whether it was made; it is open then, and the director sits
 * Errors: those of the vault and the clinic, and of writing @code_file
 * Thread: main
 */
gboolean
uke_ctl_create (UkeCtl *ctl, const UkeClinicSetup *setup, const char *code_file, GError **error)
{
  g_autoptr (UkeDataDir) dir = uke_data_dir_new (ctl->data_path);
  g_autoptr (UkeKeyring) keyring = uke_keyring_new ();
  g_autoptr (UkeVault) vault = uke_vault_new (ctl->data_path, keyring);
  g_autoptr (GAsyncResult) answer = NULL;
  GAsyncResult *result = NULL;

  if (!uke_data_dir_create_sync (dir, error) || !lock_data (ctl, dir, error)
      || !create_vault (ctl, vault, code_file, error))
    return FALSE;
  ctl->clinic = uke_clinic_new (ctl->data_path, ctl->clock);
  uke_clinic_set_device (ctl->clinic, "ctl");
  uke_clinic_create_async (ctl->clinic, uke_vault_get_data_key (vault),
                           uke_vault_get_db_uuid (vault), setup, NULL, uke_ctl_take_result,
                           &result);
  answer = uke_ctl_wait (&result);
  return uke_clinic_create_finish (ctl->clinic, answer, error) && sit_down (ctl, error);
}
