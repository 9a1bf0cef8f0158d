/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-vault.h"

#include "vault/uke-recovery-code.h"
#include "vault/uke-vault-files.h"

#define DEVICE_SECRET_BYTES 32
/* A person who alternates between two desktops keeps a device slot for each keyring. */
#define MAX_DEVICE_SLOTS 4

struct _UkeVault {
  GObject parent_instance;
  UkeDataDir *dir;     /* (owned) */
  UkeKeyring *keyring; /* (owned) */
  UkeVaultState state;
  UkeVaultPresence presence;
  UkeKeyringState keyring_state;
  UkeKeySlotsCondition condition;
  UkeKeySlots *slots;    /* (owned) (nullable): as read, or as will be written first */
  UkeSecret *data_key;   /* (owned) (nullable): set while UNCONFIRMED or OPEN */
  UkeSecret *shown_code; /* (owned) (nullable): waits to be typed back */
  gboolean has_device_slot;
  gboolean is_busy; /* one operation at a time */
};

G_DEFINE_FINAL_TYPE (UkeVault, uke_vault, G_TYPE_OBJECT)

/* The state of one operation; the data of its task. */
typedef struct {
  UkeKeyringFlags flags;
  int64_t now_us;
  UkeSecret *code;          /* (owned) (nullable): typed */
  UkeId slot_id;            /* of the device slot that is being made */
  UkeSecret *device_secret; /* (owned) (nullable) */
  gboolean must_write;      /* without having written, it has failed */
  GError *error;            /* (owned) (nullable): what is reported after cleaning up */
} Operation;

static void
operation_free (Operation *operation)
{
  g_clear_pointer (&operation->code, uke_secret_unref);
  g_clear_pointer (&operation->device_secret, uke_secret_unref);
  g_clear_error (&operation->error);
  g_free (operation);
}

/* Returns: (transfer full) (nullable): the task, or NULL after @callback was told that the vault
 * is busy */
static GTask *
begin (UkeVault *self,
       gpointer tag,
       UkeKeyringFlags flags,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Operation *operation = g_new0 (Operation, 1);

  operation->flags = flags;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, operation, (GDestroyNotify)operation_free);
  if (self->is_busy) {
    g_task_return_new_error (task, UKE_VAULT_ERROR, UKE_VAULT_ERROR_STATE,
                             "another call is under way");
    return NULL;
  }
  self->is_busy = TRUE;
  return g_steal_pointer (&task);
}

/* Ends the operation. Takes @task and @error over. */
static void
end (GTask *task, GError *error)
{
  UkeVault *self = g_task_get_source_object (task);

  self->is_busy = FALSE;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
end_with (GTask *task, int code, const char *message)
{
  end (task, g_error_new_literal (UKE_VAULT_ERROR, code, message));
}

static UkeId
make_id (int64_t now_us)
{
  return uke_id_new (now_us > 0 ? now_us : g_get_real_time ());
}

/* Returns: (transfer full) (nullable): the data key that one of @secrets opens */
static UkeSecret *
open_with_any (UkeVault *self, GPtrArray *secrets)
{
  for (unsigned i = 0; secrets != NULL && i < secrets->len; i++) {
    UkeSecret *key = uke_key_slots_open (self->slots, UKE_KEY_SLOT_DEVICE,
                                         g_ptr_array_index (secrets, i), NULL);

    if (key != NULL)
      return key;
  }
  return NULL;
}

static void
become_open (UkeVault *self, UkeSecret *data_key)
{
  g_assert (uke_secret_len (data_key) == UKE_DATA_KEY_BYTES);
  g_clear_pointer (&self->data_key, uke_secret_unref);
  self->data_key = data_key;
  self->state = UKE_VAULT_OPEN;
}

/* Takes over what a look into the directory found. Returns: whether there was no error */
static gboolean
take_loaded (UkeVault *self, GAsyncResult *result, GError **error)
{
  GError *own = NULL;
  UkeKeySlots *slots = NULL;
  UkeKeySlotsCondition condition = UKE_KEY_SLOTS_GOOD;
  UkeVaultPresence presence = uke_vault_files_load_finish (result, &slots, &condition, &own);

  if (own != NULL) {
    g_propagate_error (error, own);
    return FALSE;
  }
  g_clear_pointer (&self->slots, uke_key_slots_free);
  self->slots = slots;
  self->condition = condition;
  self->presence = presence;
  return TRUE;
}

/* Why what lies in the directory cannot be opened. Returns: FALSE with the error, or TRUE */
static gboolean
can_be_opened (UkeVaultPresence presence, GError **error)
{
  static const struct {
    UkeVaultPresence presence;
    UkeVaultError code;
    const char *message;
  } reasons[] = {
    { UKE_VAULT_EMPTY, UKE_VAULT_ERROR_EMPTY, "there is nothing here yet" },
    { UKE_VAULT_NO_SLOTS, UKE_VAULT_ERROR_NO_SLOTS, "the database has no slot file" },
    { UKE_VAULT_DAMAGED_SLOTS, UKE_VAULT_ERROR_DAMAGED_SLOTS, "both slot files are damaged" },
    { UKE_VAULT_NEWER_SLOTS, UKE_VAULT_ERROR_NEWER_SLOTS, "the slot file is of a newer format" },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (reasons); i++) {
    if (reasons[i].presence == presence) {
      g_set_error_literal (error, UKE_VAULT_ERROR, (int)reasons[i].code, reasons[i].message);
      return FALSE;
    }
  }
  return TRUE;
}

static void
on_probed_empty_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UkeVault *self = g_task_get_source_object (data);
  GError *error = NULL;

  self->keyring_state = uke_keyring_probe_finish (UKE_KEYRING (source), result, &error);
  end (data, error);
}

static void
on_probed_items_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  UkeVault *self = g_task_get_source_object (data);
  GError *error = NULL;
  g_autoptr (GPtrArray) secrets = NULL;
  g_autoptr (UkeSecret) key = NULL;

  self->keyring_state = uke_keyring_lookup_finish (UKE_KEYRING (source), result, &secrets, &error);
  if (self->keyring_state == UKE_KEYRING_READY) {
    key = open_with_any (self, secrets);
    self->has_device_slot = key != NULL;
    if (key == NULL)
      self->keyring_state = UKE_KEYRING_FOREIGN;
  }
  end (data, error);
}

static void
on_probe_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!take_loaded (self, result, &error))
    end (task, error);
  else if (self->slots == NULL)
    uke_keyring_probe_async (self->keyring, cancellable, on_probed_empty_cb, task);
  else
    uke_keyring_lookup_async (self->keyring, uke_key_slots_get_db_uuid (self->slots),
                              UKE_KEYRING_QUIET, cancellable, on_probed_items_cb, task);
}

static void
on_create_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (UkeSecret) code = NULL;
  GError *error = NULL;
  UkeId db_uuid = make_id (operation->now_us), slot_id = make_id (operation->now_us);

  if (!take_loaded (self, result, &error)) {
    end (task, error);
    return;
  }
  if (self->presence != UKE_VAULT_EMPTY) {
    end_with (task, UKE_VAULT_ERROR_EXISTS, "a database or slot file is already there");
    return;
  }
  /* Invariant 2: from here on nothing exists, and nothing is written before the code came back. */
  g_assert (self->slots == NULL && self->data_key == NULL);
  code = uke_recovery_code_generate ();
  self->data_key = uke_secret_new_random (UKE_DATA_KEY_BYTES);
  self->slots = uke_key_slots_new (&db_uuid);
  if (!uke_key_slots_add (self->slots, UKE_KEY_SLOT_RECOVERY, &slot_id, operation->now_us, code,
                          self->data_key, &error)) {
    end (task, error);
    return;
  }
  self->shown_code = g_steal_pointer (&code);
  self->state = UKE_VAULT_UNCONFIRMED;
  end (task, NULL);
}

static void
on_item_withdrawn_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Operation *operation = g_task_get_task_data (task);

  /* An item that could not be taken back opens nothing: no slot was written for it. */
  if (!uke_keyring_delete_finish (UKE_KEYRING (source), result, NULL))
    g_debug ("an unused keyring item is left over");
  end (task, g_steal_pointer (&operation->error));
}

/* The slots could not be written: the device slot in memory and its secret in the keyring go. */
static void
withdraw_device (GTask *task)
{
  UkeVault *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);

  self->has_device_slot = FALSE;
  uke_key_slots_remove (self->slots, &operation->slot_id);
  uke_keyring_delete_async (self->keyring, uke_key_slots_get_db_uuid (self->slots),
                            &operation->slot_id, NULL, on_item_withdrawn_cb, task);
}

/* The new recovery code could not be written: what counts is what the files say. */
static void
on_restored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Operation *operation = g_task_get_task_data (data);
  UkeKeySlots *slots = NULL;
  UkeKeySlotsCondition condition;

  (void)uke_vault_files_load_finish (result, &slots, &condition, NULL);
  if (slots != NULL) {
    UkeVault *self = g_task_get_source_object (data);

    uke_key_slots_free (self->slots);
    self->slots = slots;
  }
  end (data, g_steal_pointer (&operation->error));
}

static void
on_saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (uke_vault_files_save_finish (result, &error)) {
    self->condition = UKE_KEY_SLOTS_GOOD;
    g_clear_pointer (&self->shown_code, uke_secret_unref);
    self->state = UKE_VAULT_OPEN;
    end (task, NULL);
    return;
  }
  /* An open vault stays open without its new device slot: the code will be asked for next time. */
  if (operation->must_write)
    operation->error = g_steal_pointer (&error);
  if (operation->device_secret != NULL)
    withdraw_device (task);
  else
    uke_vault_files_load_async (self->dir, NULL, on_restored_cb, task);
}

static void
save (GTask *task)
{
  UkeVault *self = g_task_get_source_object (task);
  gboolean is_first = self->state == UKE_VAULT_UNCONFIRMED;

  /* Invariant 1: only after the code was typed, and invariant 3. */
  g_assert (self->data_key != NULL);
  g_assert (uke_key_slots_count (self->slots, UKE_KEY_SLOT_RECOVERY) > 0);
  uke_vault_files_save_async (self->dir, self->slots, is_first, on_saved_cb, task);
}

/* Makes room by dropping the oldest device slot, and adds the new one. */
static gboolean
add_device_slot (UkeVault *self, Operation *operation, GError **error)
{
  while (uke_key_slots_count (self->slots, UKE_KEY_SLOT_DEVICE) >= MAX_DEVICE_SLOTS) {
    unsigned oldest = 0;

    while (uke_key_slots_get_type_at (self->slots, oldest) != UKE_KEY_SLOT_DEVICE)
      oldest++;
    uke_key_slots_remove (self->slots, uke_key_slots_get_id_at (self->slots, oldest));
  }
  return uke_key_slots_add (self->slots, UKE_KEY_SLOT_DEVICE, &operation->slot_id,
                            operation->now_us, operation->device_secret, self->data_key, error);
}

static void
on_device_stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  self->has_device_slot = uke_keyring_store_finish (UKE_KEYRING (source), result, &error)
                          && add_device_slot (self, operation, &error);
  if (self->has_device_slot)
    self->keyring_state = UKE_KEYRING_READY;
  else
    g_clear_pointer (&operation->device_secret, uke_secret_unref);
  /* Without a usable keyring the recovery slot alone is written, or nothing has changed. */
  if (self->has_device_slot || self->state == UKE_VAULT_UNCONFIRMED)
    save (task);
  else
    end (task, NULL);
}

static void
make_device_slot (GTask *task)
{
  UkeVault *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);

  operation->slot_id = make_id (operation->now_us);
  operation->device_secret = uke_secret_new_random (DEVICE_SECRET_BYTES);
  uke_keyring_store_async (self->keyring, uke_key_slots_get_db_uuid (self->slots),
                           &operation->slot_id, operation->device_secret, operation->flags, NULL,
                           on_device_stored_cb, task);
}

static void
on_keyring_looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) secrets = NULL;
  UkeSecret *key = NULL;
  GError *error = NULL;

  self->keyring_state = uke_keyring_lookup_finish (UKE_KEYRING (source), result, &secrets, &error);
  if (self->keyring_state == UKE_KEYRING_READY) {
    key = open_with_any (self, secrets);
    if (key == NULL)
      self->keyring_state = UKE_KEYRING_FOREIGN;
  }
  if (error != NULL) {
    end (task, error);
  } else if (key == NULL) {
    end_with (task, uke_keyring_state_to_error (self->keyring_state),
              "the keyring did not open it");
  } else {
    self->has_device_slot = TRUE;
    become_open (self, key);
    end (task, NULL);
  }
}

static void
on_unlock_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;

  if (!take_loaded (self, result, &error) || !can_be_opened (self->presence, &error)) {
    end (task, error);
    return;
  }
  uke_keyring_lookup_async (self->keyring, uke_key_slots_get_db_uuid (self->slots),
                            operation->flags, g_task_get_cancellable (task),
                            on_keyring_looked_up_cb, task);
}

/* After a recovery: what the keyring holds now decides whether this device gets a new slot. */
static void
on_recovered_looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  g_autoptr (GPtrArray) secrets = NULL;
  g_autoptr (UkeSecret) key = NULL;

  self->keyring_state = uke_keyring_lookup_finish (UKE_KEYRING (source), result, &secrets, NULL);
  if (self->keyring_state == UKE_KEYRING_READY) {
    key = open_with_any (self, secrets);
    self->has_device_slot = key != NULL;
    if (key == NULL)
      self->keyring_state = UKE_KEYRING_FOREIGN;
  }
  /* A foreign item is kept, beside the new one: it may be another database's only key. */
  if (self->keyring_state == UKE_KEYRING_ABSENT || self->keyring_state == UKE_KEYRING_FOREIGN)
    make_device_slot (task);
  else
    end (task, NULL);
}

static void
on_recovery_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  UkeVault *self = g_task_get_source_object (task);
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;
  UkeSecret *key;

  if (!take_loaded (self, result, &error) || !can_be_opened (self->presence, &error)) {
    end (task, error);
    return;
  }
  key = uke_key_slots_open (self->slots, UKE_KEY_SLOT_RECOVERY, operation->code, NULL);
  if (key == NULL) {
    end_with (task, UKE_VAULT_ERROR_WRONG_CODE, "the code opens no recovery slot");
    return;
  }
  become_open (self, key);
  uke_keyring_lookup_async (self->keyring, uke_key_slots_get_db_uuid (self->slots),
                            operation->flags, NULL, on_recovered_looked_up_cb, task);
}

static void
uke_vault_finalize (GObject *object)
{
  UkeVault *self = UKE_VAULT (object);

  g_clear_pointer (&self->data_key, uke_secret_unref);
  g_clear_pointer (&self->shown_code, uke_secret_unref);
  g_clear_pointer (&self->slots, uke_key_slots_free);
  g_clear_pointer (&self->dir, uke_data_dir_free);
  g_clear_object (&self->keyring);
  G_OBJECT_CLASS (uke_vault_parent_class)->finalize (object);
}

static void
uke_vault_class_init (UkeVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_vault_finalize;
}

static void
uke_vault_init (UkeVault *self)
{
}

/**
 * uke_vault_new:
 * @data_dir: (nullable): the data directory, or %NULL for the default one; need not exist
 * @keyring: (transfer none): the way to the keyring
 *
 * Returns: (transfer full): the vault of that directory, shut; nothing is read yet
 * Thread: main
 */
UkeVault *
uke_vault_new (const char *data_dir, UkeKeyring *keyring)
{
  UkeVault *self = g_object_new (UKE_TYPE_VAULT, NULL);

  self->dir = uke_data_dir_new (data_dir);
  self->keyring = g_object_ref (keyring);
  return self;
}

/**
 * uke_vault_get_data_dir:
 * @self: a vault
 *
 * Returns: (transfer none): the paths
 * Thread: main
 */
const UkeDataDir *
uke_vault_get_data_dir (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), NULL);
  return self->dir;
}

/**
 * uke_vault_get_state:
 * @self: a vault
 *
 * Returns: its state
 * Thread: main
 */
UkeVaultState
uke_vault_get_state (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), UKE_VAULT_SHUT);
  return self->state;
}

/**
 * uke_vault_get_data_key:
 * @self: a vault
 *
 * Returns: (transfer none) (nullable): the key of the database, %UKE_DATA_KEY_BYTES long, while the
 * vault is open
 * Thread: main
 */
UkeSecret *
uke_vault_get_data_key (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), NULL);
  return self->state == UKE_VAULT_OPEN ? self->data_key : NULL;
}

/**
 * uke_vault_get_db_uuid:
 * @self: a vault
 *
 * Returns: (transfer none) (nullable): the id of the database, once the slots were read or made
 * Thread: main
 */
const UkeId *
uke_vault_get_db_uuid (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), NULL);
  return self->slots != NULL ? uke_key_slots_get_db_uuid (self->slots) : NULL;
}

/**
 * uke_vault_get_keyring_state:
 * @self: a vault
 *
 * Returns: what the keyring said last
 * Thread: main
 */
UkeKeyringState
uke_vault_get_keyring_state (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), UKE_KEYRING_UNKNOWN);
  return self->keyring_state;
}

/**
 * uke_vault_get_slots_condition:
 * @self: a vault
 *
 * Returns: whether the slot file and its copy were both good when they were read
 * Thread: main
 */
UkeKeySlotsCondition
uke_vault_get_slots_condition (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), UKE_KEY_SLOTS_GOOD);
  return self->condition;
}

/**
 * uke_vault_get_has_device_slot:
 * @self: a vault
 *
 * Returns: whether this computer's keyring opens the database without the recovery code
 * Thread: main
 */
gboolean
uke_vault_get_has_device_slot (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), FALSE);
  return self->has_device_slot;
}

/**
 * uke_vault_get_recovery_made_at_us:
 * @self: a vault
 *
 * Returns: when the recovery code that opens the data was made, in UTC microseconds; 0 while no
 * slots were read
 * Thread: main
 */
int64_t
uke_vault_get_recovery_made_at_us (UkeVault *self)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), 0);
  for (unsigned i = 0; self->slots != NULL && i < uke_key_slots_get_n (self->slots); i++) {
    if (uke_key_slots_get_type_at (self->slots, i) == UKE_KEY_SLOT_RECOVERY)
      return uke_key_slots_get_made_at_us (self->slots, i);
  }
  return 0;
}

/**
 * uke_vault_probe_async:
 * @self: a shut vault
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Looks what there is, in the directory and in the keyring, without asking anybody and without
 * changing anything.
 *
 * Thread: main
 */
void
uke_vault_probe_async (UkeVault *self,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task;

  g_return_if_fail (UKE_IS_VAULT (self));
  task = begin (self, uke_vault_probe_async, UKE_KEYRING_QUIET, cancellable, callback, user_data);
  if (task != NULL && self->state != UKE_VAULT_SHUT)
    end_with (task, UKE_VAULT_ERROR_STATE, "the vault is not shut");
  else if (task != NULL)
    uke_vault_files_load_async (self->dir, cancellable, on_probe_loaded_cb, task);
}

/**
 * uke_vault_probe_finish:
 * @self: a vault
 * @result: what the callback got
 * @out_presence: (out) (optional): what lies in the directory
 * @out_keyring: (out) (optional): what the keyring says
 * @error: return location
 *
 * Returns: whether it could be told
 * Errors: %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO, %UKE_VAULT_ERROR_STATE,
 * %G_IO_ERROR_CANCELLED
 * Thread: main
 */
gboolean
uke_vault_probe_finish (UkeVault *self,
                        GAsyncResult *result,
                        UkeVaultPresence *out_presence,
                        UkeKeyringState *out_keyring,
                        GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (out_presence != NULL)
    *out_presence = self->presence;
  if (out_keyring != NULL)
    *out_keyring = self->keyring_state;
  return TRUE;
}

/**
 * uke_vault_create_async:
 * @self: a shut vault of an empty directory
 * @now_us: UTC microseconds
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a new data key and recovery code, in memory only. They come to be with
 * uke_vault_confirm_recovery_async().
 *
 * Thread: main
 */
void
uke_vault_create_async (UkeVault *self,
                        int64_t now_us,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (UKE_IS_VAULT (self));
  task = begin (self, uke_vault_create_async, UKE_KEYRING_QUIET, cancellable, callback, user_data);
  if (task == NULL)
    return;
  ((Operation *)g_task_get_task_data (task))->now_us = now_us;
  if (self->state != UKE_VAULT_SHUT)
    end_with (task, UKE_VAULT_ERROR_STATE, "the vault is not shut");
  else
    uke_vault_files_load_async (self->dir, cancellable, on_create_loaded_cb, task);
}

/**
 * uke_vault_create_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): the recovery code to show, of %UKE_RECOVERY_CODE_BYTES bytes
 * Errors: %UKE_VAULT_ERROR_EXISTS, %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO,
 * %UKE_VAULT_ERROR_STATE, %G_IO_ERROR_CANCELLED
 * Thread: main
 */
UkeSecret *
uke_vault_create_finish (UkeVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  return uke_secret_ref (self->shown_code);
}

/* Puts the new recovery code in the place of the old one. */
static gboolean
replace_recovery_slot (UkeVault *self, int64_t now_us, GError **error)
{
  UkeId slot_id = make_id (now_us);

  if (!uke_key_slots_add (self->slots, UKE_KEY_SLOT_RECOVERY, &slot_id, now_us, self->shown_code,
                          self->data_key, error))
    return FALSE;
  for (unsigned i = uke_key_slots_get_n (self->slots); i > 0; i--) {
    const UkeId *id = uke_key_slots_get_id_at (self->slots, i - 1);

    if (uke_key_slots_get_type_at (self->slots, i - 1) == UKE_KEY_SLOT_RECOVERY
        && !uke_id_equal (id, &slot_id))
      uke_key_slots_remove (self->slots, id);
  }
  return TRUE;
}

/**
 * uke_vault_confirm_recovery_async:
 * @self: a vault that showed a recovery code
 * @typed: the code as the person typed it back
 * @flags: whether the keyring may ask for a password
 * @cancellable: (nullable): to give up before anything is written
 * @callback: called when done
 * @user_data: for @callback
 *
 * The code was written down: keeps a device secret in the keyring, where there is one, and writes
 * the slot file. A vault that was made without a keyring opens with the code alone; that is told by
 * uke_vault_get_has_device_slot() and is no error.
 *
 * Thread: main
 */
void
uke_vault_confirm_recovery_async (UkeVault *self,
                                  const char *typed,
                                  UkeKeyringFlags flags,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  GTask *task;
  Operation *operation;
  GError *error = NULL;

  g_return_if_fail (UKE_IS_VAULT (self) && typed != NULL);
  task = begin (self, uke_vault_confirm_recovery_async, flags, cancellable, callback, user_data);
  if (task == NULL)
    return;
  operation = g_task_get_task_data (task);
  operation->now_us = g_get_real_time ();
  operation->must_write = TRUE;
  operation->code = uke_recovery_code_parse (typed, NULL, &error);
  if (operation->code == NULL)
    end (task, error);
  else if (self->shown_code == NULL)
    end_with (task, UKE_VAULT_ERROR_STATE, "no code was shown");
  else if (!uke_secret_equal (operation->code, self->shown_code))
    end_with (task, UKE_VAULT_ERROR_WRONG_CODE, "not the code that was shown");
  else if (self->state == UKE_VAULT_UNCONFIRMED)
    make_device_slot (task);
  else if (!replace_recovery_slot (self, operation->now_us, &error))
    end (task, error);
  else
    save (task);
}

/**
 * uke_vault_confirm_recovery_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the slot file is written and the vault open; after a failure nothing is, and it
 * may be tried again
 * Errors: %UKE_VAULT_ERROR_MALFORMED_CODE, %UKE_VAULT_ERROR_WRONG_CODE, %UKE_VAULT_ERROR_EXISTS,
 * %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_NO_SPACE, %UKE_VAULT_ERROR_IO,
 * %UKE_VAULT_ERROR_STATE
 * Thread: main
 */
gboolean
uke_vault_confirm_recovery_finish (UkeVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * uke_vault_unlock_with_keyring_async:
 * @self: a shut vault
 * @flags: whether the keyring may ask for a password
 * @cancellable: (nullable): to give up
 * @callback: called when done
 * @user_data: for @callback
 *
 * Opens the vault with this computer's keyring. Changes nothing.
 *
 * Thread: main
 * Source: security.md 3.4
 */
void
uke_vault_unlock_with_keyring_async (UkeVault *self,
                                     UkeKeyringFlags flags,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;

  g_return_if_fail (UKE_IS_VAULT (self));
  task = begin (self, uke_vault_unlock_with_keyring_async, flags, cancellable, callback, user_data);
  if (task != NULL && self->state != UKE_VAULT_SHUT)
    end_with (task, UKE_VAULT_ERROR_STATE, "the vault is not shut");
  else if (task != NULL)
    uke_vault_files_load_async (self->dir, cancellable, on_unlock_loaded_cb, task);
}

/**
 * uke_vault_unlock_with_keyring_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the vault is open
 * Errors: a keyring state by name (%UKE_VAULT_ERROR_NO_BUS to %UKE_VAULT_ERROR_DENIED),
 * %UKE_VAULT_ERROR_EMPTY, %UKE_VAULT_ERROR_NO_SLOTS, %UKE_VAULT_ERROR_DAMAGED_SLOTS,
 * %UKE_VAULT_ERROR_NEWER_SLOTS, %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO,
 * %UKE_VAULT_ERROR_STATE, %G_IO_ERROR_CANCELLED
 * Thread: main
 */
gboolean
uke_vault_unlock_with_keyring_finish (UkeVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * uke_vault_unlock_with_recovery_async:
 * @self: a shut vault
 * @typed: the code as typed
 * @now_us: UTC microseconds
 * @flags: whether the keyring may ask for a password
 * @cancellable: (nullable): to give up before the code was tried
 * @callback: called when done
 * @user_data: for @callback
 *
 * Opens the vault with the recovery code. Where the keyring is open and does not open the vault, it
 * gets a new device secret and the slot file a new device slot; where there is no keyring, nothing
 * is written. The vault is open either way.
 *
 * Thread: main
 * Source: security.md 3.5
 */
void
uke_vault_unlock_with_recovery_async (UkeVault *self,
                                      const char *typed,
                                      int64_t now_us,
                                      UkeKeyringFlags flags,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task;
  Operation *operation;
  GError *error = NULL;

  g_return_if_fail (UKE_IS_VAULT (self) && typed != NULL);
  task
      = begin (self, uke_vault_unlock_with_recovery_async, flags, cancellable, callback, user_data);
  if (task == NULL)
    return;
  operation = g_task_get_task_data (task);
  operation->now_us = now_us;
  operation->code = uke_recovery_code_parse (typed, NULL, &error);
  if (operation->code == NULL)
    end (task, error);
  else if (self->state != UKE_VAULT_SHUT)
    end_with (task, UKE_VAULT_ERROR_STATE, "the vault is not shut");
  else
    uke_vault_files_load_async (self->dir, cancellable, on_recovery_loaded_cb, task);
}

/**
 * uke_vault_unlock_with_recovery_finish:
 * @self: a vault
 * @result: what the callback got
 * @error: return location
 *
 * Returns: whether the vault is open
 * Errors: %UKE_VAULT_ERROR_MALFORMED_CODE, %UKE_VAULT_ERROR_WRONG_CODE, %UKE_VAULT_ERROR_EMPTY,
 * %UKE_VAULT_ERROR_NO_SLOTS, %UKE_VAULT_ERROR_DAMAGED_SLOTS, %UKE_VAULT_ERROR_NEWER_SLOTS,
 * %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO, %UKE_VAULT_ERROR_STATE, %G_IO_ERROR_CANCELLED
 * Thread: main
 */
gboolean
uke_vault_unlock_with_recovery_finish (UkeVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * uke_vault_renew_recovery:
 * @self: an open vault
 * @error: return location
 *
 * Makes a new recovery code to show. The old one stays good until the new one was typed back with
 * uke_vault_confirm_recovery_async(), and is worth nothing from then on.
 *
 * Returns: (transfer full): the new code
 * Errors: %UKE_VAULT_ERROR_STATE when the vault is not open
 * Thread: main
 * Source: security.md 3.5
 */
UkeSecret *
uke_vault_renew_recovery (UkeVault *self, GError **error)
{
  g_return_val_if_fail (UKE_IS_VAULT (self), NULL);
  if (self->state != UKE_VAULT_OPEN || self->is_busy) {
    g_set_error_literal (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_STATE,
                         "the vault is not open and at rest");
    return NULL;
  }
  g_clear_pointer (&self->shown_code, uke_secret_unref);
  self->shown_code = uke_recovery_code_generate ();
  return uke_secret_ref (self->shown_code);
}

/**
 * uke_vault_shut:
 * @self: a vault at rest
 *
 * Forgets the data key and any code that was not confirmed.
 *
 * Thread: main
 */
void
uke_vault_shut (UkeVault *self)
{
  g_return_if_fail (UKE_IS_VAULT (self) && !self->is_busy);
  g_clear_pointer (&self->data_key, uke_secret_unref);
  g_clear_pointer (&self->shown_code, uke_secret_unref);
  g_clear_pointer (&self->slots, uke_key_slots_free);
  self->state = UKE_VAULT_SHUT;
}
