/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/widgets/uke-history-words.h"

#include "app/widgets/uke-code-words.h"
#include "model/uke-entities.h"

#include <glib/gi18n.h>

/* A patient's card names this many fields of one change; the rest are counted. */
enum { MAX_FIELDS = 4 };

static const struct {
  UkeIntent intent;
  const char *title;
} titles[] = {
  { UKE_INTENT_PATIENT_REGISTER, NC_ ("history", "Registered") },
  { UKE_INTENT_PATIENT_EDIT, NC_ ("history", "Details changed") },
  { UKE_INTENT_PATIENT_END, NC_ ("history", "Contact ended") },
  { UKE_INTENT_PATIENT_REACTIVATE, NC_ ("history", "Contact taken up again") },
  { UKE_INTENT_CONSENT_SET, NC_ ("history", "Consent recorded") },
  { UKE_INTENT_HOUSEHOLD_SET, NC_ ("history", "Family changed") },
  { UKE_INTENT_TAG_ADD, NC_ ("history", "Tag added") },
  { UKE_INTENT_TAG_REMOVE, NC_ ("history", "Tag removed") },
  { UKE_INTENT_BOOK, NC_ ("history", "Booked") },
  { UKE_INTENT_MOVE, NC_ ("history", "Moved") },
  { UKE_INTENT_SET_STATUS, NC_ ("history", "Status changed") },
  { UKE_INTENT_CANCEL, NC_ ("history", "Cancelled") },
  { UKE_INTENT_EDIT_BOOKING, NC_ ("history", "Booking changed") },
  { UKE_INTENT_FOLLOW_UP_CREATE, NC_ ("history", "Follow-up call planned") },
  { UKE_INTENT_FOLLOW_UP_OUTCOME, NC_ ("history", "Call recorded") },
  { UKE_INTENT_FOLLOW_UP_SNOOZE, NC_ ("history", "Call put off") },
  { UKE_INTENT_FOLLOW_UP_CLAIM, NC_ ("history", "Call taken on") },
  { UKE_INTENT_FOLLOW_UP_RELEASE, NC_ ("history", "Call handed back") },
  { UKE_INTENT_FOLLOW_UP_REOPEN, NC_ ("history", "Call opened again") },
  { UKE_INTENT_CALL_BACK_IN, NC_ ("history", "Patient rang back") },
  { UKE_INTENT_IMPORT_BATCH, NC_ ("history", "Imported") },
  { UKE_INTENT_IMPORT_UNDO, NC_ ("history", "Import undone") },
  { UKE_INTENT_MERGE_DECIDE, NC_ ("history", "Duplicate decided") },
  { UKE_INTENT_SETTLE_CONFLICT, NC_ ("history", "Settled after a check") },
  { UKE_INTENT_HAND_CONFLICT, NC_ ("history", "Check handed over") },
  { UKE_INTENT_UNDO, NC_ ("history", "Undone") },
};

static const struct {
  const char *name;
  const char *word;
} fields[] = {
  { "patient_number", NC_ ("field", "Patient number") },
  { "family_name", NC_ ("field", "Family name") },
  { "given_name", NC_ ("field", "Given name") },
  { "family_kana", NC_ ("field", "Family furigana") },
  { "given_kana", NC_ ("field", "Given furigana") },
  { "birth_date", NC_ ("field", "Birth date") },
  { "sex", NC_ ("field", "Sex") },
  { "relation", NC_ ("field", "Relation") },
  { "alert", NC_ ("field", "Front-desk alert") },
  { "note", NC_ ("field", "Note") },
  { "stage", NC_ ("field", "Lifecycle stage") },
  { "source", NC_ ("field", "Source of visit") },
  { "first_visit_date", NC_ ("field", "First visit") },
  { "last_visit_date", NC_ ("field", "Last visit") },
  { "next_visit_date", NC_ ("field", "Next planned visit") },
  { "visit_count", NC_ ("field", "Visits") },
  { "interests", NC_ ("field", "Treatments of interest") },
  { "ended_reason", NC_ ("field", "Why contact ended") },
  { "number", NC_ ("field", "Phone") },
  { "address", NC_ ("field", "Address") },
  { "postal_code", NC_ ("field", "Postal code") },
  { "tag", NC_ ("field", "Tag") },
  { "value", NC_ ("field", "Value") },
  { "state", NC_ ("field", "State") },
  { "starts_at_us", NC_ ("field", "Start") },
  { "length_min", NC_ ("field", "Length") },
  { "provider_id", NC_ ("field", "Provider") },
  { "chair_id", NC_ ("field", "Chair") },
  { "menu_id", NC_ ("field", "Menu") },
  { "status", NC_ ("field", "Status") },
  { "cancel_reason", NC_ ("field", "Reason of the cancellation") },
  { "reason_note", NC_ ("field", "Reason") },
  { "due_at_us", NC_ ("field", "Due") },
  { "best_hours", NC_ ("field", "Best time") },
};

/**
 * uke_history_field_word:
 * @field: (nullable): a field of an entity
 *
 * Returns: (transfer none) (nullable): what people call it; NULL for fields that mean nothing to
 * them Thread: main
 */
const char *
uke_history_field_word (const UkeField *field)
{
  if (field == NULL)
    return NULL;
  for (unsigned i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].name, field->name))
      return g_dpgettext2 (NULL, "field", fields[i].word);
  return NULL;
}

/**
 * uke_history_entry_title:
 * @entry: an entry of the audit
 *
 * Returns: (transfer full): what was done, in a few words
 * Thread: main
 */
char *
uke_history_entry_title (const UkeHistoryEntry *entry)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (titles); i++)
    if (titles[i].intent == entry->intent)
      return g_strdup (g_dpgettext2 (NULL, "history", titles[i].title));
  return g_strdup (C_ ("history", "Changed"));
}

/* Times, ids and counters are kept by machines; a name or word says more than its value. */
static gboolean
is_readable (const UkeHistoryField *field)
{
  return field->field->type == UKE_TYPE_TEXT || field->field->type == UKE_TYPE_DATE
         || field->field->type == UKE_TYPE_INT;
}

static void
append_field (GString *text, const UkeHistoryField *field, const char *word)
{
  if (text->len > 0)
    g_string_append_c (text, '\n');
  if (!is_readable (field))
    g_string_append (text, word);
  else if (field->old_value != NULL && field->new_value != NULL)
    g_string_append_printf (text, "%s：%s → %s", word, field->old_value, field->new_value);
  else if (field->new_value != NULL)
    g_string_append_printf (text, "%s：%s", word, field->new_value);
  else
    g_string_append_printf (text, _ ("%s removed (was %s)"), word, field->old_value);
}

/**
 * uke_history_entry_details:
 * @entry: an entry of the audit
 *
 * Returns: (transfer full) (nullable): what changed from what to what, one field a line
 * Thread: main
 */
char *
uke_history_entry_details (const UkeHistoryEntry *entry)
{
  g_autoptr (GString) text = g_string_new (NULL);
  unsigned n_shown = 0, n_more = 0;

  for (unsigned i = 0; i < entry->fields->len; i++) {
    const UkeHistoryField *field = g_ptr_array_index (entry->fields, i);
    const char *word = uke_history_field_word (field->field);

    if (word == NULL)
      continue;
    if (n_shown == MAX_FIELDS) {
      n_more++;
      continue;
    }
    append_field (text, field, word);
    n_shown++;
  }
  if (n_more > 0)
    g_string_append_printf (text, ngettext ("\nand %u more", "\nand %u more", n_more), n_more);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}
