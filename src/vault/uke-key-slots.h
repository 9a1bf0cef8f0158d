/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-id.h"
#include "vault/uke-secret.h"

G_BEGIN_DECLS

/** UKE_DATA_KEY_BYTES: the raw key of the database. */
#define UKE_DATA_KEY_BYTES 32
/** UKE_KEY_SLOTS_MAX: how many slots a file may hold. */
#define UKE_KEY_SLOTS_MAX 64
/** UKE_KEY_SLOTS_MAX_FILE_BYTES: a larger file is not read. */
#define UKE_KEY_SLOTS_MAX_FILE_BYTES 65536

/**
 * UkeKeySlotType:
 * @UKE_KEY_SLOT_DEVICE: opened by the item in this computer's keyring
 * @UKE_KEY_SLOT_RECOVERY: opened by the printed recovery code
 * @UKE_KEY_SLOT_STAFF: reserved for a staff member's password
 * @UKE_KEY_SLOT_SERVER: reserved for the clinic server's release
 * @UKE_KEY_SLOT_BREAK_GLASS: reserved for the sealed emergency code
 *
 * The numbers are written to the file and are never reused.
 */
typedef enum {
  UKE_KEY_SLOT_DEVICE = 1,
  UKE_KEY_SLOT_RECOVERY = 2,
  UKE_KEY_SLOT_STAFF = 3,
  UKE_KEY_SLOT_SERVER = 4,
  UKE_KEY_SLOT_BREAK_GLASS = 5,
} UkeKeySlotType;

/**
 * UkeKeySlotsCondition:
 * @UKE_KEY_SLOTS_GOOD: file and copy are both readable and the same
 * @UKE_KEY_SLOTS_FROM_COPY: the file was missing or damaged, the copy was read
 * @UKE_KEY_SLOTS_COPY_STALE: the file was read; the copy is missing, damaged or older
 */
typedef enum {
  UKE_KEY_SLOTS_GOOD,
  UKE_KEY_SLOTS_FROM_COPY,
  UKE_KEY_SLOTS_COPY_STALE,
} UkeKeySlotsCondition;

/**
 * UkeKeySlots:
 *
 * The data key of one database, wrapped once for each way of opening it: what stands in the slot
 * file beside the database. The layout is doc/key-slots.md. Used by one thread at a time.
 */
typedef struct _UkeKeySlots UkeKeySlots;

UkeKeySlots *uke_key_slots_new (const UkeId *db_uuid);
void uke_key_slots_free (UkeKeySlots *slots);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeKeySlots, uke_key_slots_free)

const UkeId *uke_key_slots_get_db_uuid (const UkeKeySlots *slots);
unsigned uke_key_slots_get_n (const UkeKeySlots *slots);
unsigned uke_key_slots_count (const UkeKeySlots *slots, UkeKeySlotType type);
UkeKeySlotType uke_key_slots_get_type_at (const UkeKeySlots *slots, unsigned position);
const UkeId *uke_key_slots_get_id_at (const UkeKeySlots *slots, unsigned position);
int64_t uke_key_slots_get_made_at_us (const UkeKeySlots *slots, unsigned position);

gboolean uke_key_slots_add (UkeKeySlots *slots,
                            UkeKeySlotType type,
                            const UkeId *slot_id,
                            int64_t now_us,
                            const UkeSecret *secret,
                            const UkeSecret *data_key,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
void uke_key_slots_remove (UkeKeySlots *slots, const UkeId *slot_id);
UkeSecret *uke_key_slots_open (const UkeKeySlots *slots,
                               UkeKeySlotType type,
                               const UkeSecret *secret,
                               UkeId *out_slot_id);

GBytes *uke_key_slots_write (UkeKeySlots *slots);
UkeKeySlots *
uke_key_slots_read (const uint8_t *data, size_t len, GError **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean uke_key_slots_save_sync (UkeKeySlots *slots,
                                  const char *path,
                                  const char *copy_path,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
UkeKeySlots *uke_key_slots_load_sync (const char *path,
                                      const char *copy_path,
                                      UkeKeySlotsCondition *out_condition,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
