/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-work.h"

#include "base/uke-fold.h"
#include "clinic/uke-clinic-error-private.h"
#include "clinic/uke-work-private.h"
#include "model/uke-codes.h"
#include "store/uke-rows.h"

#include <string.h>

/* Longer texts than this are a mistake or an attack, not a remark. */
#define MAX_TEXT_BYTES 8000

/**
 * uke_work_new:
 * @db: the writer's connection, inside a transaction
 * @now_us: the time of the whole command
 * @zone: the clinic's zone
 * @sitting: who does it
 * @clinic_id: the place the desk works for
 *
 * Returns: (transfer full): nothing done yet
 * Errors: none
 * Thread: store
 */
UkeWork *
uke_work_new (UkeDb *db,
              int64_t now_us,
              UkeZone *zone,
              const UkeSitting *sitting,
              const UkeId *clinic_id)
{
  UkeWork *self = g_new0 (UkeWork, 1);

  self->db = db;
  self->now_us = now_us;
  self->zone = uke_zone_ref (zone);
  self->sitting = sitting;
  self->clinic_id = *clinic_id;
  self->drafts = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_draft_free);
  self->by_id = g_hash_table_new (uke_id_hash, uke_id_equal);
  self->removed = g_ptr_array_new_with_free_func (g_object_unref);
  self->revived = g_ptr_array_new_with_free_func (g_object_unref);
  self->warnings = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_warning_free);
  self->can_undo = TRUE;
  return self;
}

/**
 * uke_work_free:
 * @self: (transfer full) (nullable): a work
 *
 * Errors: none
 * Thread: store
 */
void
uke_work_free (UkeWork *self)
{
  if (self == NULL)
    return;
  uke_zone_unref (self->zone);
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->drafts);
  g_ptr_array_unref (self->removed);
  g_ptr_array_unref (self->revived);
  g_ptr_array_unref (self->warnings);
  g_free (self);
}

/**
 * uke_work_get_db:
 * @self: a work
 *
 * Returns: (transfer none): the writer's connection, for queries of the store
 * Errors: none
 * Thread: store
 */
UkeDb *
uke_work_get_db (UkeWork *self)
{
  return self->db;
}

/**
 * uke_work_get_now_us:
 * @self: a work
 *
 * Returns: the time of the command; the same for everything in it
 * Errors: none
 * Thread: store
 */
int64_t
uke_work_get_now_us (UkeWork *self)
{
  return self->now_us;
}

/**
 * uke_work_get_zone:
 * @self: a work
 *
 * Returns: (transfer none): the clinic's zone
 * Errors: none
 * Thread: store
 */
UkeZone *
uke_work_get_zone (UkeWork *self)
{
  return self->zone;
}

/**
 * uke_work_get_sitting:
 * @self: a work
 *
 * Returns: (transfer none): who does it
 * Errors: none
 * Thread: store
 */
const UkeSitting *
uke_work_get_sitting (UkeWork *self)
{
  return self->sitting;
}

/**
 * uke_work_get_staff_id:
 * @self: a work
 *
 * Returns: (transfer none): who does it
 * Errors: none
 * Thread: store
 */
const UkeId *
uke_work_get_staff_id (UkeWork *self)
{
  return &self->sitting->staff_id;
}

/**
 * uke_work_get_clinic_id:
 * @self: a work
 *
 * Returns: (transfer none): the place the desk works for
 * Errors: none
 * Thread: store
 */
const UkeId *
uke_work_get_clinic_id (UkeWork *self)
{
  return &self->clinic_id;
}

/**
 * uke_work_accepts_warnings:
 * @self: a work
 *
 * Returns: whether the person was shown the warnings and goes on
 * Errors: none
 * Thread: store
 */
gboolean
uke_work_accepts_warnings (UkeWork *self)
{
  return self->accepts_warnings;
}

/**
 * uke_work_get_held:
 * @self: a work
 *
 * Returns: (transfer none) (nullable) (element-type UkeWireHold): the times that other desks kept
 * when the command was given
 * Errors: none
 * Thread: store
 */
const GArray *
uke_work_get_held (UkeWork *self)
{
  return self->held;
}

/**
 * uke_work_new_id:
 * @self: a work
 *
 * Returns: an id for a new record
 * Errors: none
 * Thread: store
 */
UkeId
uke_work_new_id (UkeWork *self)
{
  return uke_id_new (self->now_us);
}

/**
 * uke_work_id_from_text:
 * @kind: the kind of record
 * @text: what makes it the one it is
 *
 * Makes the id of a record that is found by what it is about, so that two desks that make it at
 * once make the same one: the first 16 bytes of SHA-256 over "kind:text", marked as a UUIDv8.
 *
 * Returns: the id
 * Errors: none
 * Thread: any
 */
UkeId
uke_work_id_from_text (const char *kind, const char *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  uint8_t digest[32];
  gsize length = sizeof digest;
  UkeId id = UKE_ID_NONE;

  g_checksum_update (checksum, (const guchar *)kind, (gssize)strlen (kind));
  g_checksum_update (checksum, (const guchar *)":", 1);
  g_checksum_update (checksum, (const guchar *)text, (gssize)strlen (text));
  g_checksum_get_digest (checksum, digest, &length);
  memcpy (id.bytes, digest, sizeof id.bytes);
  id.bytes[6] = (uint8_t)((id.bytes[6] & 0x0f) | 0x80);
  id.bytes[8] = (uint8_t)((id.bytes[8] & 0x3f) | 0x80);
  return id;
}

/**
 * uke_work_find:
 * @self: a work
 * @entity: what kind of record
 * @id: which one
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the record as it is now; NULL without an error when there is
 * none
 * Errors: those of the store
 * Thread: store
 */
UkeRecord *
uke_work_find (UkeWork *self, const UkeEntity *entity, const UkeId *id, GError **error)
{
  return uke_rows_find (self->db, entity, id, error);
}

/**
 * uke_work_read:
 * @self: a work
 * @entity: what kind of record
 * @id: which one
 * @error: return location
 *
 * Returns: (transfer full) (nullable): the record as it is now
 * Errors: NOT_FOUND, those of the store
 * Thread: store
 */
UkeRecord *
uke_work_read (UkeWork *self, const UkeEntity *entity, const UkeId *id, GError **error)
{
  GError *local = NULL;
  UkeRecord *record = uke_rows_find (self->db, entity, id, &local);

  if (record != NULL)
    return record;
  if (local != NULL)
    g_propagate_error (error, local);
  else
    uke_work_fail (error, UKE_CLINIC_ERROR_NOT_FOUND, entity, -1, id);
  return NULL;
}

/**
 * uke_work_read_by:
 * @self: a work
 * @entity: what kind of record
 * @field: an indexed field that holds an id
 * @id: its value
 * @error: return location
 *
 * Returns: (transfer full) (nullable) (element-type UkeRecord): the records that are there now
 * Errors: those of the store
 * Thread: store
 */
GPtrArray *
uke_work_read_by (UkeWork *self,
                  const UkeEntity *entity,
                  unsigned field,
                  const UkeId *id,
                  GError **error)
{
  return uke_rows_list_by_id (self->db, entity, field, id, error);
}

/**
 * uke_work_get_setting_int:
 * @self: a work
 * @key: a setting's key
 * @fallback: its value when it was never set
 *
 * Returns: the setting, or the fallback where it is not a number
 * Errors: none
 * Thread: store
 */
int64_t
uke_work_get_setting_int (UkeWork *self, const char *key, int64_t fallback)
{
  UkeId id = uke_work_id_from_text ("setting", key);
  g_autoptr (UkeRecord) setting = uke_rows_find (self->db, &UKE_ENTITY_SETTING, &id, NULL);
  const char *value = setting != NULL ? uke_record_get_text (setting, UKE_SETTING_VALUE) : NULL;
  gint64 number = 0;

  if (value == NULL || !g_ascii_string_to_signed (value, 10, INT64_MIN, INT64_MAX, &number, NULL))
    return fallback;
  return number;
}

/**
 * uke_work_put:
 * @self: a work
 * @draft: (transfer full): a record as it shall become; one that was put already is replaced
 *
 * Errors: none
 * Thread: store
 */
void
uke_work_put (UkeWork *self, UkeDraft *draft)
{
  UkeDraft *before = g_hash_table_lookup (self->by_id, uke_draft_get_id (draft));

  if (before != NULL) {
    g_hash_table_remove (self->by_id, uke_draft_get_id (before));
    g_ptr_array_remove (self->drafts, before);
  }
  g_ptr_array_add (self->drafts, draft);
  g_hash_table_insert (self->by_id, (gpointer)uke_draft_get_id (draft), draft);
}

/**
 * uke_work_edit:
 * @self: a work
 * @current: a record as it is now
 *
 * The draft that this command changes the record with: the one that was put already, else a new
 * one, which counts as put.
 *
 * Returns: (transfer none): the draft
 * Errors: none
 * Thread: store
 */
UkeDraft *
uke_work_edit (UkeWork *self, UkeRecord *current)
{
  UkeDraft *draft = g_hash_table_lookup (self->by_id, uke_record_get_id (current));

  if (draft == NULL) {
    draft = uke_draft_new_from (current);
    uke_work_put (self, draft);
  }
  return draft;
}

/**
 * uke_work_find_put:
 * @self: a work
 * @id: a record's id
 *
 * Returns: (transfer none) (nullable): the draft that this command has put for it
 * Errors: none
 * Thread: store
 */
UkeDraft *
uke_work_find_put (UkeWork *self, const UkeId *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

/**
 * uke_work_remove:
 * @self: a work
 * @record: (transfer none): a record to take away
 *
 * Errors: none
 * Thread: store
 */
void
uke_work_remove (UkeWork *self, UkeRecord *record)
{
  g_ptr_array_add (self->removed, g_object_ref (record));
}

/**
 * uke_work_revive:
 * @self: a work
 * @record: (transfer none): a deleted record that comes back
 *
 * Errors: none
 * Thread: store
 */
void
uke_work_revive (UkeWork *self, UkeRecord *record)
{
  g_ptr_array_add (self->revived, g_object_ref (record));
}

/**
 * uke_work_set_subject:
 * @self: a work
 * @subject_id: the record that the command is about
 * @patient_id: the patient concerned, or none
 *
 * Says what the receipt names.
 *
 * Errors: none
 * Thread: store
 */
void
uke_work_set_subject (UkeWork *self, const UkeId *subject_id, const UkeId *patient_id)
{
  self->subject_id = *subject_id;
  self->patient_id = *patient_id;
}

/**
 * uke_work_set_cannot_undo:
 * @self: a work
 *
 * Says that this command is not on the Ctrl+Z stack.
 *
 * Errors: none
 * Thread: store
 * Source: invariant 9
 */
void
uke_work_set_cannot_undo (UkeWork *self)
{
  self->can_undo = FALSE;
}

/**
 * uke_work_check_action:
 * @self: a work
 * @action: a further permission that the command turned out to need
 * @error: return location
 *
 * Returns: whether the person at the desk has it
 * Errors: DENIED, NEEDS_REASON, NEEDS_SECOND_PERSON
 * Thread: store
 * Source: security.md 4.1
 */
gboolean
uke_work_check_action (UkeWork *self, UkeAction action, GError **error)
{
  UkeActionContext context = { 0 };

  return uke_work_check_action_in (self, action, &context, error);
}

/**
 * uke_work_check_action_in:
 * @self: a work
 * @action: a permission
 * @context: what is known about this use of it; reason and second person are filled in
 * @error: return location
 *
 * Returns: whether the person at the desk has it
 * Errors: DENIED, NEEDS_REASON, NEEDS_SECOND_PERSON
 * Thread: store
 * Source: security.md 4.1, decision 27
 */
gboolean
uke_work_check_action_in (UkeWork *self,
                          UkeAction action,
                          const UkeActionContext *context,
                          GError **error)
{
  UkeActionContext full = *context;

  full.has_reason = self->context.has_reason;
  full.has_second_person = self->context.has_second_person;
  full.second_role = self->context.second_role;
  return uke_clinic_check_action (action, self->sitting->role, &full, error);
}

/**
 * uke_work_check_draft:
 * @self: a work
 * @draft: a draft
 * @error: return location
 *
 * Checks what every field of its type must be: codes of their registry, texts of a sane length in
 * valid UTF-8, numbers within what JSON can hold.
 *
 * Returns: whether each changed field may be stored
 * Errors: BAD_VALUE
 * Thread: store
 * Source: decision 2, decision 4
 */
gboolean
uke_work_check_draft (UkeWork *self, UkeDraft *draft, GError **error)
{
  const UkeEntity *entity = uke_draft_get_entity (draft);
  const int64_t limit = INT64_C (1) << 53;

  for (unsigned i = 0; i < entity->n_fields; i++) {
    const UkeValue *value = uke_draft_get_value (draft, i);
    gboolean is_good = TRUE;

    if ((uke_draft_get_changed (draft) & (UINT64_C (1) << i)) == 0)
      continue;
    if (value->kind == UKE_VALUE_TEXT && entity->fields[i].type == UKE_TYPE_CODE)
      is_good = uke_code_fits_field (entity, i, value->text);
    else if (value->kind == UKE_VALUE_TEXT)
      is_good = strlen (value->text) <= MAX_TEXT_BYTES && g_utf8_validate (value->text, -1, NULL);
    else if (value->kind == UKE_VALUE_INT && entity->fields[i].type != UKE_TYPE_TIME)
      is_good = value->integer >= -limit && value->integer <= limit;
    if (!is_good)
      return uke_work_fail (error, UKE_CLINIC_ERROR_BAD_VALUE, entity, (int)i,
                            uke_draft_get_id (draft));
  }
  return TRUE;
}

/**
 * uke_work_check_seen:
 * @self: a work
 * @draft: a draft
 * @error: return location
 *
 * Checks that nobody changed, since its author saw them, the fields that the draft changes.
 *
 * Returns: whether they are as they were seen; TRUE for a new record
 * Errors: CONFLICT with who changed it and when, NOT_FOUND
 * Thread: store
 * Source: sync.md 2.4
 */
gboolean
uke_work_check_seen (UkeWork *self, UkeDraft *draft, GError **error)
{
  UkeRecord *seen = uke_draft_get_base (draft);
  g_autoptr (UkeRecord) current = NULL;

  if (seen == NULL)
    return TRUE;
  current = uke_work_read (self, uke_draft_get_entity (draft), uke_draft_get_id (draft), error);
  if (current == NULL)
    return FALSE;
  for (unsigned i = 0; i < uke_draft_get_entity (draft)->n_fields; i++) {
    if ((uke_draft_get_changed (draft) & (UINT64_C (1) << i)) == 0
        || uke_draft_get_added (draft, i) != 0)
      continue;
    if (uke_record_get_version (current, i) > uke_record_get_version (seen, i)
        && !uke_value_equal (uke_record_get_value (current, i), uke_record_get_value (seen, i)))
      return uke_work_fail_changed (self, error, UKE_CLINIC_ERROR_CONFLICT, current, i);
  }
  return TRUE;
}

/**
 * uke_work_get_warnings:
 * @self: a work
 *
 * Returns: (transfer none) (element-type UkeWarning): where a command adds what it warns of
 * Errors: none
 * Thread: store
 */
GPtrArray *
uke_work_get_warnings (UkeWork *self)
{
  return self->warnings;
}

/**
 * uke_work_check_warnings:
 * @self: a work
 * @error: return location
 *
 * Returns: whether there is nothing to warn of, or the person was shown it and goes on
 * Errors: WARNINGS
 * Thread: store
 * Source: product.md 4.1 no. 17
 */
gboolean
uke_work_check_warnings (UkeWork *self, GError **error)
{
  UkeClinicFacts facts = { .warnings = self->warnings };

  if (self->warnings->len == 0 || self->accepts_warnings)
    return TRUE;
  return uke_clinic_fail (error, UKE_CLINIC_ERROR_WARNINGS, &facts);
}

/**
 * uke_work_fail:
 * @error: return location
 * @code: what happened
 * @entity: (nullable): the kind of record concerned
 * @field: its field, or -1
 * @record_id: (nullable): the record concerned
 *
 * Sets an error with these facts.
 *
 * Returns: FALSE, so that a command can return it
 * Errors: the one it is asked for
 * Thread: any
 */
gboolean
uke_work_fail (GError **error,
               UkeClinicError code,
               const UkeEntity *entity,
               int field,
               const UkeId *record_id)
{
  UkeClinicFacts facts = {
    .entity = entity,
    .field = entity != NULL && field >= 0 ? entity->fields[field].name : NULL,
    .record_id = record_id != NULL ? *record_id : UKE_ID_NONE,
  };

  return uke_clinic_fail (error, code, &facts);
}
