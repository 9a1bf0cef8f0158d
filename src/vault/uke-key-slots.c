/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-vault"

#include "vault/uke-key-slots.h"

#include "vault/uke-durable-file.h"
#include "vault/uke-key-slots-private.h"
#include "vault/uke-vault-error.h"

#include <sodium.h>
#include <string.h>

/* The layout is described in doc/key-slots.md; numbers are big-endian. */
#define FORMAT 1
#define MAGIC "UKESLOTS"
#define HEADER_BYTES 32
#define PREFIX_BYTES 10 /* magic and format number: the part of the header that is bound */
#define DIGEST_BYTES 32
#define RECORD_HEADER_BYTES 40
#define MAX_RECORD_BYTES 1024
#define KDF_HKDF_SHA256 1
#define AEAD_AES_256_GCM 1
#define SEALED_BYTES (UKE_DATA_KEY_BYTES + UKE_KEY_WRAP_TAG_BYTES)
#define OWN_RECORD_BYTES                                                                           \
  (RECORD_HEADER_BYTES + UKE_KEY_WRAP_SALT_BYTES + UKE_KEY_WRAP_NONCE_BYTES + SEALED_BYTES)

/* One record, byte for byte as in the file, so that kinds of slots that this version does not know
 * are carried along unchanged. */
typedef struct {
  UkeKeySlotType type;
  UkeId id;
  int64_t made_at_us;
  unsigned kdf, aead;
  size_t params_len, wrapped_len;
  size_t len;
  uint8_t bytes[]; /* len bytes */
} Slot;

struct _UkeKeySlots {
  UkeId db_uuid;
  uint32_t version; /* counts the writings of the file */
  GPtrArray *slots; /* (owned) (element-type Slot) */
};

static void
put (uint8_t *out, unsigned n_bytes, uint64_t value)
{
  for (unsigned i = 0; i < n_bytes; i++)
    out[i] = (uint8_t)(value >> (8 * (n_bytes - 1 - i)));
}

static uint64_t
get (const uint8_t *in, unsigned n_bytes)
{
  uint64_t value = 0;

  for (unsigned i = 0; i < n_bytes; i++)
    value = value << 8 | in[i];
  return value;
}

/* Returns: (transfer full) (nullable): the record at @data, or NULL when its lengths do not add up
 */
static Slot *
read_slot (const uint8_t *data, size_t len)
{
  size_t record_len = len >= RECORD_HEADER_BYTES ? (size_t)get (data, 2) : 0;
  Slot *slot;

  if (record_len < RECORD_HEADER_BYTES || record_len > len || record_len > MAX_RECORD_BYTES)
    return NULL;
  if (RECORD_HEADER_BYTES + get (data + 36, 2) + get (data + 38, 2) != record_len)
    return NULL;
  slot = g_malloc (sizeof (Slot) + record_len);
  slot->type = (UkeKeySlotType)get (data + 2, 2);
  memcpy (slot->id.bytes, data + 4, 16);
  slot->made_at_us = (int64_t)get (data + 24, 8);
  slot->kdf = (unsigned)get (data + 32, 2);
  slot->aead = (unsigned)get (data + 34, 2);
  slot->params_len = (size_t)get (data + 36, 2);
  slot->wrapped_len = (size_t)get (data + 38, 2);
  slot->len = record_len;
  memcpy (slot->bytes, data, record_len);
  return slot;
}

static gboolean
can_open (const Slot *slot)
{
  return slot->kdf == KDF_HKDF_SHA256 && slot->aead == AEAD_AES_256_GCM
         && slot->params_len == UKE_KEY_WRAP_SALT_BYTES
         && slot->wrapped_len == UKE_KEY_WRAP_NONCE_BYTES + SEALED_BYTES;
}

/* What is bound to the wrapped key: prefix of the header, database, and the record from its type to
 * the end of the KDF's parameters, which holds type, id, file version, time and algorithms. */
static GByteArray *
bind_slot (const UkeId *db_uuid, const uint8_t *record, size_t params_len)
{
  GByteArray *aad = g_byte_array_new ();
  uint8_t prefix[PREFIX_BYTES] = MAGIC;

  put (prefix + 8, 2, FORMAT);
  g_byte_array_append (aad, prefix, sizeof prefix);
  g_byte_array_append (aad, db_uuid->bytes, sizeof db_uuid->bytes);
  g_byte_array_append (aad, record + 2, (guint)(RECORD_HEADER_BYTES - 2 + params_len));
  return aad;
}

static const char *
purpose_of (UkeKeySlotType type)
{
  switch (type) {
  case UKE_KEY_SLOT_DEVICE:
    return "uketsuke slot 1 device";
  case UKE_KEY_SLOT_RECOVERY:
    return "uketsuke slot 2 recovery";
  case UKE_KEY_SLOT_STAFF:
    return "uketsuke slot 3 staff";
  case UKE_KEY_SLOT_SERVER:
    return "uketsuke slot 4 server";
  case UKE_KEY_SLOT_BREAK_GLASS:
    return "uketsuke slot 5 break-glass";
  }
  g_assert_not_reached ();
}

static const Slot *
slot_at (const UkeKeySlots *slots, unsigned position)
{
  g_assert (position < slots->slots->len);
  return g_ptr_array_index (slots->slots, position);
}

/**
 * uke_key_slots_new:
 * @db_uuid: the database whose key is to be wrapped
 *
 * Returns: (transfer full): a file without slots that was never written
 * Thread: any
 */
UkeKeySlots *
uke_key_slots_new (const UkeId *db_uuid)
{
  UkeKeySlots *slots = g_new0 (UkeKeySlots, 1);

  slots->db_uuid = *db_uuid;
  slots->slots = g_ptr_array_new_with_free_func (g_free);
  return slots;
}

/**
 * uke_key_slots_free:
 * @slots: (nullable) (transfer full): slots
 *
 * Thread: any
 */
void
uke_key_slots_free (UkeKeySlots *slots)
{
  if (slots == NULL)
    return;
  g_ptr_array_unref (slots->slots);
  g_free (slots);
}

/**
 * uke_key_slots_get_db_uuid:
 * @slots: slots
 *
 * Returns: (transfer none): the database that they belong to
 * Thread: any
 */
const UkeId *
uke_key_slots_get_db_uuid (const UkeKeySlots *slots)
{
  return &slots->db_uuid;
}

/**
 * uke_key_slots_get_n:
 * @slots: slots
 *
 * Returns: how many there are, those of unknown kinds included
 * Thread: any
 */
unsigned
uke_key_slots_get_n (const UkeKeySlots *slots)
{
  return slots->slots->len;
}

/**
 * uke_key_slots_count:
 * @slots: slots
 * @type: a type
 *
 * Returns: how many slots of that type there are
 * Thread: any
 */
unsigned
uke_key_slots_count (const UkeKeySlots *slots, UkeKeySlotType type)
{
  unsigned n = 0;

  for (unsigned i = 0; i < slots->slots->len; i++)
    n += slot_at (slots, i)->type == type;
  return n;
}

/**
 * uke_key_slots_get_type_at:
 * @slots: slots
 * @position: less than uke_key_slots_get_n()
 *
 * Returns: the type of that slot, which may be one that this version does not know
 * Thread: any
 */
UkeKeySlotType
uke_key_slots_get_type_at (const UkeKeySlots *slots, unsigned position)
{
  return slot_at (slots, position)->type;
}

/**
 * uke_key_slots_get_id_at:
 * @slots: slots
 * @position: less than uke_key_slots_get_n()
 *
 * Returns: (transfer none): the id of that slot, which for a device slot is the device's
 * Thread: any
 */
const UkeId *
uke_key_slots_get_id_at (const UkeKeySlots *slots, unsigned position)
{
  return &slot_at (slots, position)->id;
}

/**
 * uke_key_slots_get_made_at_us:
 * @slots: slots
 * @position: less than uke_key_slots_get_n()
 *
 * Returns: the UTC microseconds at which that slot was made
 * Thread: any
 */
int64_t
uke_key_slots_get_made_at_us (const UkeKeySlots *slots, unsigned position)
{
  return slot_at (slots, position)->made_at_us;
}

/* As uke_key_slots_add(), with given randomness. */
gboolean
uke_key_slots_add_with (UkeKeySlots *slots,
                        UkeKeySlotType type,
                        const UkeId *slot_id,
                        int64_t now_us,
                        const UkeSecret *secret,
                        const UkeSecret *data_key,
                        const uint8_t salt[UKE_KEY_WRAP_SALT_BYTES],
                        const uint8_t nonce[UKE_KEY_WRAP_NONCE_BYTES],
                        GError **error)
{
  uint8_t record[OWN_RECORD_BYTES] = { 0 };
  uint8_t *params = record + RECORD_HEADER_BYTES;
  g_autoptr (UkeSecret) kek = NULL;
  g_autoptr (GByteArray) aad = NULL;

  g_return_val_if_fail (uke_secret_len (data_key) == UKE_DATA_KEY_BYTES, FALSE);
  if (slots->slots->len >= UKE_KEY_SLOTS_MAX) {
    g_set_error_literal (error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_STATE, "no slot is free");
    return FALSE;
  }
  put (record, 2, sizeof record);
  put (record + 2, 2, (uint64_t)type);
  memcpy (record + 4, slot_id->bytes, 16);
  put (record + 20, 4, slots->version + 1);
  put (record + 24, 8, (uint64_t)now_us);
  put (record + 32, 2, KDF_HKDF_SHA256);
  put (record + 34, 2, AEAD_AES_256_GCM);
  put (record + 36, 2, UKE_KEY_WRAP_SALT_BYTES);
  put (record + 38, 2, UKE_KEY_WRAP_NONCE_BYTES + SEALED_BYTES);
  memcpy (params, salt, UKE_KEY_WRAP_SALT_BYTES);
  memcpy (params + UKE_KEY_WRAP_SALT_BYTES, nonce, UKE_KEY_WRAP_NONCE_BYTES);

  kek = uke_key_wrap_derive (secret, salt, UKE_KEY_WRAP_SALT_BYTES, purpose_of (type));
  aad = bind_slot (&slots->db_uuid, record, UKE_KEY_WRAP_SALT_BYTES);
  uke_key_wrap_seal (kek, nonce, aad->data, aad->len, data_key,
                     params + UKE_KEY_WRAP_SALT_BYTES + UKE_KEY_WRAP_NONCE_BYTES);
  g_ptr_array_add (slots->slots, read_slot (record, sizeof record));
  return TRUE;
}

/**
 * uke_key_slots_add:
 * @slots: slots
 * @type: how the slot is to be opened
 * @slot_id: a new id
 * @now_us: UTC microseconds
 * @secret: what opens the slot, of high entropy
 * @data_key: the key to wrap, %UKE_DATA_KEY_BYTES long
 * @error: return location
 *
 * Wraps the data key once more. Nothing is written yet.
 *
 * Returns: whether there was room
 * Errors: %UKE_VAULT_ERROR_STATE when all %UKE_KEY_SLOTS_MAX are taken
 * Thread: any
 * Source: security.md 3.3, decision 15
 */
gboolean
uke_key_slots_add (UkeKeySlots *slots,
                   UkeKeySlotType type,
                   const UkeId *slot_id,
                   int64_t now_us,
                   const UkeSecret *secret,
                   const UkeSecret *data_key,
                   GError **error)
{
  g_autoptr (UkeSecret) random
      = uke_secret_new_random (UKE_KEY_WRAP_SALT_BYTES + UKE_KEY_WRAP_NONCE_BYTES);

  return uke_key_slots_add_with (slots, type, slot_id, now_us, secret, data_key,
                                 uke_secret_peek (random),
                                 uke_secret_peek (random) + UKE_KEY_WRAP_SALT_BYTES, error);
}

/**
 * uke_key_slots_remove:
 * @slots: slots
 * @slot_id: the slot to remove; one that is not there is removed already
 *
 * Nothing is written yet.
 *
 * Thread: any
 */
void
uke_key_slots_remove (UkeKeySlots *slots, const UkeId *slot_id)
{
  for (unsigned i = slots->slots->len; i > 0; i--) {
    if (uke_id_equal (&slot_at (slots, i - 1)->id, slot_id))
      g_ptr_array_remove_index (slots->slots, i - 1);
  }
}

/**
 * uke_key_slots_open:
 * @slots: slots
 * @type: which slots to try
 * @secret: what may open one of them
 * @out_slot_id: (out) (optional): the slot that it opened
 *
 * Returns: (transfer full) (nullable): the data key, or %NULL when @secret opens none of them
 * Thread: any
 */
UkeSecret *
uke_key_slots_open (const UkeKeySlots *slots,
                    UkeKeySlotType type,
                    const UkeSecret *secret,
                    UkeId *out_slot_id)
{
  for (unsigned i = 0; i < slots->slots->len; i++) {
    const Slot *slot = slot_at (slots, i);
    const uint8_t *salt = slot->bytes + RECORD_HEADER_BYTES;
    const uint8_t *nonce = salt + UKE_KEY_WRAP_SALT_BYTES;
    g_autoptr (UkeSecret) kek = NULL;
    g_autoptr (GByteArray) aad = NULL;
    UkeSecret *data_key;

    if (slot->type != type || !can_open (slot))
      continue;
    kek = uke_key_wrap_derive (secret, salt, UKE_KEY_WRAP_SALT_BYTES, purpose_of (type));
    aad = bind_slot (&slots->db_uuid, slot->bytes, slot->params_len);
    data_key = uke_key_wrap_open (kek, nonce, aad->data, aad->len, nonce + UKE_KEY_WRAP_NONCE_BYTES,
                                  SEALED_BYTES);
    if (data_key == NULL)
      continue;
    if (out_slot_id != NULL)
      *out_slot_id = slot->id;
    return data_key;
  }
  return NULL;
}

/**
 * uke_key_slots_write:
 * @slots: slots
 *
 * Returns: (transfer full): the bytes of the file, as its next version
 * Thread: any
 */
GBytes *
uke_key_slots_write (UkeKeySlots *slots)
{
  GByteArray *out = g_byte_array_new ();
  uint8_t header[HEADER_BYTES] = MAGIC;
  uint8_t digest[DIGEST_BYTES];

  slots->version++;
  put (header + 8, 2, FORMAT);
  put (header + 10, 2, slots->slots->len);
  put (header + 12, 4, slots->version);
  memcpy (header + 16, slots->db_uuid.bytes, 16);
  g_byte_array_append (out, header, sizeof header);
  for (unsigned i = 0; i < slots->slots->len; i++)
    g_byte_array_append (out, slot_at (slots, i)->bytes, (guint)slot_at (slots, i)->len);
  crypto_hash_sha256 (digest, out->data, out->len);
  g_byte_array_append (out, digest, sizeof digest);
  return g_byte_array_free_to_bytes (out);
}

static UkeKeySlots *
refuse (GError **error, UkeVaultError code, const char *message)
{
  g_set_error_literal (error, UKE_VAULT_ERROR, (int)code, message);
  return NULL;
}

/**
 * uke_key_slots_read:
 * @data: what may be a slot file
 * @len: its length in bytes
 * @error: return location
 *
 * Reads any bytes at all without harm: lengths are checked before they are followed.
 *
 * Returns: (transfer full): the slots
 * Errors: %UKE_VAULT_ERROR_DAMAGED_SLOTS, %UKE_VAULT_ERROR_NEWER_SLOTS
 * Thread: any
 */
UkeKeySlots *
uke_key_slots_read (const uint8_t *data, size_t len, GError **error)
{
  g_autoptr (UkeKeySlots) slots = NULL;
  uint8_t digest[DIGEST_BYTES];
  size_t end = len - DIGEST_BYTES, at = HEADER_BYTES;
  UkeId db_uuid;

  if (len < HEADER_BYTES + DIGEST_BYTES || len > UKE_KEY_SLOTS_MAX_FILE_BYTES
      || memcmp (data, MAGIC, 8) != 0)
    return refuse (error, UKE_VAULT_ERROR_DAMAGED_SLOTS, "not a slot file");
  crypto_hash_sha256 (digest, data, end);
  if (memcmp (digest, data + end, DIGEST_BYTES) != 0)
    return refuse (error, UKE_VAULT_ERROR_DAMAGED_SLOTS, "the slot file's checksum is wrong");
  if (get (data + 8, 2) > FORMAT)
    return refuse (error, UKE_VAULT_ERROR_NEWER_SLOTS, "the slot file is of a newer format");
  if (get (data + 8, 2) != FORMAT || get (data + 10, 2) > UKE_KEY_SLOTS_MAX)
    return refuse (error, UKE_VAULT_ERROR_DAMAGED_SLOTS, "the slot file's header is wrong");

  memcpy (db_uuid.bytes, data + 16, 16);
  slots = uke_key_slots_new (&db_uuid);
  slots->version = (uint32_t)get (data + 12, 4);
  for (unsigned i = 0; i < get (data + 10, 2); i++) {
    Slot *slot = read_slot (data + at, end - at);

    if (slot == NULL)
      return refuse (error, UKE_VAULT_ERROR_DAMAGED_SLOTS, "a slot's lengths are wrong");
    at += slot->len;
    g_ptr_array_add (slots->slots, slot);
  }
  if (at != end)
    return refuse (error, UKE_VAULT_ERROR_DAMAGED_SLOTS, "the slot file has bytes left over");
  return g_steal_pointer (&slots);
}

/**
 * uke_key_slots_save_sync:
 * @slots: slots
 * @path: the slot file
 * @copy_path: its copy
 * @error: return location
 *
 * Writes file and copy, each in one step; at any instant at least one of them is whole on the disk.
 *
 * Returns: whether both are written
 * Errors: %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_NO_SPACE, %UKE_VAULT_ERROR_IO
 * Thread: any but the main one
 * Source: security.md 3.3
 */
gboolean
uke_key_slots_save_sync (UkeKeySlots *slots,
                         const char *path,
                         const char *copy_path,
                         GError **error)
{
  g_autoptr (GBytes) bytes = uke_key_slots_write (slots);

  return uke_durable_file_replace_sync (path, bytes, error)
         && uke_durable_file_replace_sync (copy_path, bytes, error);
}

static UkeKeySlots *
load_one (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = uke_durable_file_read_sync (path, UKE_KEY_SLOTS_MAX_FILE_BYTES, error);
  size_t len = 0;
  const uint8_t *data = bytes != NULL ? g_bytes_get_data (bytes, &len) : NULL;

  if (bytes == NULL)
    return NULL;
  return uke_key_slots_read (len > 0 ? data : (const uint8_t *)"", len, error);
}

/**
 * uke_key_slots_load_sync:
 * @path: the slot file
 * @copy_path: its copy
 * @out_condition: (out) (optional): which of the two was read, and whether the other is as good
 * @error: return location
 *
 * Reads the newer of the two that is whole. Nothing is repaired by reading.
 *
 * Returns: (transfer full): the slots
 * Errors: %UKE_VAULT_ERROR_EMPTY when there is neither file, %UKE_VAULT_ERROR_DAMAGED_SLOTS,
 * %UKE_VAULT_ERROR_NEWER_SLOTS, %UKE_VAULT_ERROR_READ_ONLY, %UKE_VAULT_ERROR_IO
 * Thread: any but the main one
 */
UkeKeySlots *
uke_key_slots_load_sync (const char *path,
                         const char *copy_path,
                         UkeKeySlotsCondition *out_condition,
                         GError **error)
{
  g_autoptr (GError) path_error = NULL;
  g_autoptr (GError) copy_error = NULL;
  g_autoptr (UkeKeySlots) slots = load_one (path, &path_error);
  g_autoptr (UkeKeySlots) copy = load_one (copy_path, &copy_error);
  UkeKeySlotsCondition condition = UKE_KEY_SLOTS_GOOD;

  /* A newer program wrote here: falling back to an older copy would bring removed slots back. */
  if (g_error_matches (path_error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_NEWER_SLOTS)
      || (slots == NULL && copy == NULL
          && !g_error_matches (path_error, UKE_VAULT_ERROR, UKE_VAULT_ERROR_EMPTY))) {
    g_propagate_error (error, g_steal_pointer (&path_error));
    return NULL;
  }
  if (slots == NULL && copy == NULL) {
    g_propagate_error (error, g_steal_pointer (&copy_error));
    return NULL;
  }
  if (slots == NULL || (copy != NULL && copy->version > slots->version))
    condition = UKE_KEY_SLOTS_FROM_COPY;
  else if (copy == NULL || copy->version < slots->version)
    condition = UKE_KEY_SLOTS_COPY_STALE;
  if (out_condition != NULL)
    *out_condition = condition;
  return condition == UKE_KEY_SLOTS_FROM_COPY ? g_steal_pointer (&copy) : g_steal_pointer (&slots);
}
