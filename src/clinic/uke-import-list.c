/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "clinic/uke-import-private.h"
#include "model/uke-codes.h"
#include "model/uke-status.h"
#include "store/uke-rows.h"

/*
 * One row of an appointment or follow-up list. Nothing is dropped: a provider or menu that the
 * clinic does not have is kept as words in the note.
 */

static void
refuse (UkeImportRow *row, const char *code)
{
  row->outcome = UKE_IMPORT_REFUSED;
  row->code = code;
}

static gboolean
find_patient (UkeImportMatcher *self, UkeImportRow *row, GError **error)
{
  UkeImportKey key = {
    .patient_number = row->key_number,
    .name = row->key_name,
    .kana = row->key_kana,
    .birth_date = row->key_birth,
    .phone = row->key_phone,
  };
  const char *code = NULL;

  if (!uke_import_matcher_find (self, &key, &row->patient_id, &code, error))
    return FALSE;
  if (uke_id_is_none (&row->patient_id))
    refuse (row, code != NULL ? code : "patient_unknown");
  return TRUE;
}

static void
add_to_note (UkeDraft *draft, unsigned field, const char *label, const char *words)
{
  const char *before = uke_draft_get_text (draft, field);
  g_autofree char *line = g_strconcat (label, words, NULL);
  g_autofree char *after
      = before != NULL ? g_strconcat (before, "\n", line, NULL) : g_strdup (line);

  uke_draft_set_text (draft, field, after);
}

static void
resolve_names (UkeImportMatcher *self,
               UkeImportRow *row,
               unsigned provider,
               unsigned menu,
               unsigned note)
{
  if (row->provider != NULL) {
    UkeId id = uke_import_matcher_find_resource (self, row->provider);

    row->lacks_provider = uke_id_is_none (&id);
    if (row->lacks_provider)
      add_to_note (row->draft, note, "担当: ", row->provider);
    else
      uke_draft_set_id (row->draft, provider, &id);
  }
  if (row->menu != NULL) {
    UkeId id = uke_import_matcher_find_menu (self, row->menu);

    row->lacks_menu = uke_id_is_none (&id);
    if (row->lacks_menu)
      add_to_note (row->draft, note, "メニュー: ", row->menu);
    else
      uke_draft_set_id (row->draft, menu, &id);
  }
}

/* What a repeated import knows the booking again by, where the file has no key of its own. */
static char *
make_external_key (UkeImportRow *row)
{
  char hex[UKE_ID_HEX_SIZE];

  uke_id_to_hex (&row->patient_id, hex);
  return g_strdup_printf ("%s@%" G_GINT64_FORMAT "/%s", hex,
                          uke_draft_get_int (row->draft, UKE_APPOINTMENT_STARTS_AT_US),
                          row->provider != NULL ? row->provider : "");
}

/* Takes a field over where the file says something else than what stands there, and no person at
 * the desk has said it since. @current is NULL for a booking that this batch makes. */
static gboolean
update_field (UkeImportMatcher *self,
              UkeRecord *current,
              unsigned field,
              const UkeValue *value,
              UkeDraft *edit,
              gboolean *inout_changed,
              GError **error)
{
  gboolean is_ours = (uke_draft_get_changed (edit) & (UINT64_C (1) << field)) != 0;

  if (value->kind == UKE_VALUE_NULL || uke_value_equal (value, uke_draft_get_value (edit, field)))
    return TRUE;
  if (!is_ours && current != NULL && uke_record_has (current, field)) {
    if (!uke_import_matcher_was_imported (self, uke_record_get_version (current, field), &is_ours,
                                          error))
      return FALSE;
    if (!is_ours)
      return TRUE;
  }
  uke_draft_set_value (edit, field, value);
  *inout_changed = TRUE;
  return TRUE;
}

/* The booking is there already: what the file says of it now is taken over, unless it was moved or
 * worked on here. A second row about it in the same batch goes on from what the first one made. */
static gboolean
update_booking (UkeImportMatcher *self,
                UkeImportRow *row,
                UkeRecord *current,
                UkeDraft *before,
                GError **error)
{
  static const unsigned FIELDS[]
      = { UKE_APPOINTMENT_STARTS_AT_US, UKE_APPOINTMENT_LENGTH_MIN, UKE_APPOINTMENT_PROVIDER_ID,
          UKE_APPOINTMENT_STATUS,       UKE_APPOINTMENT_MENU_ID,    UKE_APPOINTMENT_NOTE,
          UKE_APPOINTMENT_CANCEL_REASON };
  UkeWork *work = uke_import_matcher_get_work (self);
  g_autoptr (UkeDraft) edit
      = before != NULL ? uke_draft_copy (before) : uke_draft_new_from (current);
  gboolean has_changed = FALSE;

  for (size_t i = 0; i < G_N_ELEMENTS (FIELDS); i++) {
    if (!update_field (self, current, FIELDS[i], uke_draft_get_value (row->draft, FIELDS[i]), edit,
                       &has_changed, error))
      return FALSE;
  }
  row->outcome = has_changed ? UKE_IMPORT_CHANGED : UKE_IMPORT_MATCHED;
  if (has_changed && !uke_work_check_draft (work, edit, NULL))
    refuse (row, "bad_value");
  else if (has_changed)
    uke_work_put (work, g_steal_pointer (&edit));
  return TRUE;
}

static gboolean
update_stored (UkeImportMatcher *self, UkeImportRow *row, UkeRecord *current, GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);

  return update_booking (self, row, current, uke_work_find_put (work, uke_record_get_id (current)),
                         error);
}

/* A list that this program wrote names its own bookings. */
static UkeRecord *
find_own (UkeWork *work, UkeDraft *draft)
{
  const char *key = uke_draft_get_text (draft, UKE_APPOINTMENT_EXTERNAL_KEY);
  UkeId id = UKE_ID_NONE;

  if (key == NULL || !uke_id_from_hex (key, &id))
    return NULL;
  return uke_work_find (work, &UKE_ENTITY_APPOINTMENT, &id, NULL);
}

static void
fill_in_booking (UkeImportMatcher *self, UkeImportRow *row)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  UkeDraft *draft = row->draft;

  uke_draft_set_id (draft, UKE_APPOINTMENT_CLINIC_ID, uke_work_get_clinic_id (work));
  uke_draft_set_id (draft, UKE_APPOINTMENT_IMPORT_RUN_ID, uke_import_matcher_get_run_id (self));
  uke_draft_set_text (draft, UKE_APPOINTMENT_CHANNEL, "import");
  if (uke_draft_get_text (draft, UKE_APPOINTMENT_STATUS) == NULL)
    uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS, uke_status_get_code (UKE_STATUS_BOOKED));
  if (uke_draft_get_int (draft, UKE_APPOINTMENT_LENGTH_MIN) == 0)
    uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, 30);
}

/**
 * uke_import_take_booking:
 * @self: a matcher
 * @row: a row of an appointment list; its outcome is filled
 * @error: return location
 *
 * Returns: whether the row was judged; a refusal is an outcome, not an error
 * Errors: those of the store
 * Thread: store
 * Source: decision 13
 */
gboolean
uke_import_take_booking (UkeImportMatcher *self, UkeImportRow *row, GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  g_autofree char *key = NULL;
  g_autoptr (GPtrArray) there = NULL;
  g_autoptr (UkeRecord) own = NULL;
  UkeDraft *made = NULL;

  if (!find_patient (self, row, error))
    return FALSE;
  if (row->outcome == UKE_IMPORT_REFUSED)
    return TRUE;
  uke_draft_set_id (row->draft, UKE_APPOINTMENT_PATIENT_ID, &row->patient_id);
  resolve_names (self, row, UKE_APPOINTMENT_PROVIDER_ID, UKE_APPOINTMENT_MENU_ID,
                 UKE_APPOINTMENT_NOTE);
  if (uke_draft_get_text (row->draft, UKE_APPOINTMENT_EXTERNAL_KEY) == NULL) {
    key = make_external_key (row);
    uke_draft_set_text (row->draft, UKE_APPOINTMENT_EXTERNAL_KEY, key);
  }
  own = find_own (work, row->draft);
  if (own != NULL)
    return update_stored (self, row, own, error);
  made = uke_import_matcher_find_booking (
      self, uke_draft_get_text (row->draft, UKE_APPOINTMENT_EXTERNAL_KEY));
  if (made != NULL)
    return update_booking (self, row, NULL, made, error);
  there = uke_rows_list_by_text (
      uke_work_get_db (work), &UKE_ENTITY_APPOINTMENT, UKE_APPOINTMENT_EXTERNAL_KEY,
      uke_draft_get_text (row->draft, UKE_APPOINTMENT_EXTERNAL_KEY), error);
  if (there == NULL)
    return FALSE;
  if (there->len > 0)
    return update_stored (self, row, there->pdata[0], error);
  fill_in_booking (self, row);
  if (!uke_work_check_draft (work, row->draft, NULL)
      || uke_draft_get_int (row->draft, UKE_APPOINTMENT_STARTS_AT_US) <= 0) {
    refuse (row, "bad_value");
    return TRUE;
  }
  row->outcome = UKE_IMPORT_CREATED;
  uke_work_put (work, uke_draft_copy (row->draft));
  uke_import_matcher_remember_booking (self, row->draft);
  return TRUE;
}

/**
 * uke_import_take_follow_up:
 * @self: a matcher
 * @row: a row of a follow-up list; its outcome is filled
 * @error: return location
 *
 * A patient has one open task a reason: a second one is matched to it.
 *
 * Returns: whether the row was judged; a refusal is an outcome, not an error
 * Errors: those of the store
 * Thread: store
 * Source: product.md 4.3
 */
gboolean
uke_import_take_follow_up (UkeImportMatcher *self, UkeImportRow *row, GError **error)
{
  UkeWork *work = uke_import_matcher_get_work (self);
  g_autoptr (GPtrArray) there = NULL;
  const char *reason = NULL;

  if (!find_patient (self, row, error))
    return FALSE;
  if (row->outcome == UKE_IMPORT_REFUSED)
    return TRUE;
  if (uke_draft_get_text (row->draft, UKE_FOLLOW_UP_REASON) == NULL)
    uke_draft_set_text (row->draft, UKE_FOLLOW_UP_REASON, UKE_REASON_MANUAL);
  reason = uke_draft_get_text (row->draft, UKE_FOLLOW_UP_REASON);
  there = uke_work_read_by (work, &UKE_ENTITY_FOLLOW_UP, UKE_FOLLOW_UP_PATIENT_ID, &row->patient_id,
                            error);
  if (there == NULL)
    return FALSE;
  for (unsigned i = 0; i < there->len; i++) {
    if (g_str_equal (uke_record_get_code (there->pdata[i], UKE_FOLLOW_UP_REASON), reason)
        && uke_follow_up_state_is_open (
            uke_record_get_code (there->pdata[i], UKE_FOLLOW_UP_STATE))) {
      row->outcome = UKE_IMPORT_MATCHED;
      return TRUE;
    }
  }
  resolve_names (self, row, UKE_FOLLOW_UP_PROVIDER_ID, UKE_FOLLOW_UP_MENU_ID,
                 UKE_FOLLOW_UP_REASON_NOTE);
  uke_draft_set_id (row->draft, UKE_FOLLOW_UP_PATIENT_ID, &row->patient_id);
  uke_draft_set_id (row->draft, UKE_FOLLOW_UP_CLINIC_ID, uke_work_get_clinic_id (work));
  uke_draft_set_id (row->draft, UKE_FOLLOW_UP_IMPORT_RUN_ID, uke_import_matcher_get_run_id (self));
  uke_draft_set_text (row->draft, UKE_FOLLOW_UP_STATE, UKE_FOLLOW_UP_OPEN);
  if (uke_draft_get_int (row->draft, UKE_FOLLOW_UP_DUE_AT_US) == 0)
    uke_draft_set_int (row->draft, UKE_FOLLOW_UP_DUE_AT_US, uke_work_get_now_us (work));
  if (!uke_work_check_draft (work, row->draft, NULL)) {
    refuse (row, "bad_value");
    return TRUE;
  }
  row->outcome = UKE_IMPORT_CREATED;
  uke_work_put (work, uke_draft_copy (row->draft));
  return TRUE;
}
