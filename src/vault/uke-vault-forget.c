/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-vault-call-private.h"

#include "vault/uke-vault-files.h"

/*
 * A computer forgets a clinic. The keys go first, those of the keyring and then the slots: from
 * there on nobody can read what is left, however it goes on.
 */

/** Forgetting: what is under way; plain memory of its task. */
typedef struct {
  UkeKeyring *keyring; /* (owned) */
  UkeId ids[2];        /* under which the keyring has secrets */
  unsigned n_ids, n_done;
} Forgetting;

static void
forgetting_free (Forgetting *self)
{
  g_object_unref (self->keyring);
  g_free (self);
}

static void
forgot_files_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  UkeVault *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (uke_vault_files_forget_finish (result, &error)) {
    self->presence = UKE_VAULT_EMPTY;
    self->has_device_slot = FALSE;
  }
  uke_vault_call_end (task, error);
}

static void
forget_files (GTask *task)
{
  UkeVault *self = g_task_get_source_object (task);

  /* What opened the data is not of use to anybody now. */
  g_clear_pointer (&self->data_key, uke_secret_unref);
  g_clear_pointer (&self->shown_code, uke_secret_unref);
  g_clear_pointer (&self->slots, uke_key_slots_free);
  self->state = UKE_VAULT_SHUT;
  uke_vault_files_forget_async (self->dir, forgot_files_cb, task);
}

static void forget_next (GTask *task, Forgetting *forgetting);

/* A keyring that is not there has nothing; one that is locked may have it still. */
static gboolean
has_nothing (UkeKeyringState state)
{
  return state == UKE_KEYRING_ABSENT || state == UKE_KEYRING_NO_BUS
         || state == UKE_KEYRING_NO_SERVICE || state == UKE_KEYRING_NO_COLLECTION;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Forgetting *forgetting = g_object_get_data (G_OBJECT (task), "uke-forgetting");
  g_autoptr (GPtrArray) secrets = NULL;
  GError *error = NULL;
  UkeKeyringState state
      = uke_keyring_lookup_finish (UKE_KEYRING (source), result, &secrets, &error);

  if (has_nothing (state)) {
    g_clear_error (&error);
    forgetting->n_done++;
    forget_next (task, forgetting);
    return;
  }
  if (error == NULL)
    error = g_error_new_literal (UKE_VAULT_ERROR,
                                 state != UKE_KEYRING_READY ? uke_keyring_state_to_error (state)
                                                            : UKE_VAULT_ERROR_DENIED,
                                 "a secret may be in the keyring still");
  uke_vault_call_end (task, error);
}

/* That nothing was there to delete is no reason to stop: what counts is that nothing is left. */
static void
deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Forgetting *forgetting = g_object_get_data (G_OBJECT (task), "uke-forgetting");
  g_autoptr (GError) error = NULL;

  if (!uke_keyring_delete_finish (UKE_KEYRING (source), result, &error))
    g_debug ("a secret is not taken out of the keyring: %s", error->message);
  uke_keyring_lookup_async (forgetting->keyring, &forgetting->ids[forgetting->n_done],
                            UKE_KEYRING_QUIET, NULL, looked_cb, task);
}

static void
forget_next (GTask *task, Forgetting *forgetting)
{
  if (forgetting->n_done == forgetting->n_ids)
    forget_files (task);
  else
    uke_keyring_delete_async (forgetting->keyring, &forgetting->ids[forgetting->n_done], NULL, NULL,
                              deleted_cb, task);
}

/**
 * uke_vault_forget_async:
 * @self: an open vault, whose database is closed
 * @also: (nullable): another id under which the keyring has secrets of this desk
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes the clinic off this computer for good: its secrets out of the keyring, its key slots,
 * database, copies, backups and enrolment out of the folder. Whatever else is there stays. When the
 * keyring cannot be emptied, no file is touched. Afterwards the vault is shut, and empty.
 *
 * Errors: STATE, those of the keyring, READ_ONLY, IO
 * Thread: main
 * Source: sync.md 2.12
 */
void
uke_vault_forget_async (UkeVault *self,
                        const UkeId *also,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task = uke_vault_call_new (self, uke_vault_forget_async, UKE_KEYRING_QUIET, NULL, callback,
                                    user_data);
  Forgetting *forgetting;

  if (task == NULL)
    return;
  if (self->state != UKE_VAULT_OPEN) {
    uke_vault_call_end_with (task, UKE_VAULT_ERROR_STATE, "the vault is not open");
    return;
  }
  forgetting = g_new0 (Forgetting, 1);
  forgetting->keyring = g_object_ref (self->keyring);
  forgetting->ids[forgetting->n_ids++] = *uke_key_slots_get_db_uuid (self->slots);
  if (also != NULL)
    forgetting->ids[forgetting->n_ids++] = *also;
  g_object_set_data_full (G_OBJECT (task), "uke-forgetting", forgetting,
                          (GDestroyNotify)forgetting_free);
  forget_next (task, forgetting);
}

/**
 * uke_vault_forget_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether nothing of the clinic is left on this computer
 * Errors: as uke_vault_forget_async()
 * Thread: main
 */
gboolean
uke_vault_forget_finish (UkeVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
