/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-feed"

#include "base/uke-number.h"
#include "feed/uke-decide-private.h"

#include <string.h>

/*
 * A patient number is one patient's. A desk without its server gives provisional ones, which become
 * the next that are free here. Whoever comes second, because desks gave the same number
 * without knowing of each other, gets a provisional one, and a person decides (sync.md 2.10).
 */

static const char *
get_number (const UkeEffectRow *row)
{
  const UkeValue *number = &row->values[UKE_PATIENT_PATIENT_NUMBER];

  return row->is_deleted || row->is_void || number->kind != UKE_VALUE_TEXT ? NULL : number->text;
}

/* Whether the row comes by the number only now. */
static gboolean
takes_number (const UkeEffectRow *row)
{
  if (row->entity != &UKE_ENTITY_PATIENT || get_number (row) == NULL)
    return FALSE;
  return (row->changed & UKE_BIT (UKE_PATIENT_PATIENT_NUMBER)) != 0
         || (row->before != NULL && uke_record_is_deleted (row->before));
}

/* Among the rows of the change-set as they stand after it: those before @n have theirs for good. */
static gboolean
find_in_effect (UkeDecision *self, const char *number, unsigned n, UkeId *out_id)
{
  for (unsigned i = 0; i < self->effect->rows->len; i++) {
    UkeEffectRow *row = uke_effect_get_row (self->effect, i);
    const char *other = row->entity == &UKE_ENTITY_PATIENT && i != n ? get_number (row) : NULL;

    if (other == NULL || (i > n && takes_number (row)) || !uke_number_equal (other, number))
      continue;
    *out_id = row->id;
    return TRUE;
  }
  return FALSE;
}

static gboolean
is_taken (UkeDecision *self, const char *number, unsigned n, UkeId *out_id)
{
  *out_id = UKE_ID_NONE;
  if (find_in_effect (self, number, n, out_id))
    return TRUE;
  if (!self->view->find_number (self->view->data, number, out_id, &self->error)
      || uke_id_is_none (out_id))
    return FALSE;
  /* Of a row that this change-set touches, what it leaves it with counts. */
  return uke_decision_find_row (self, &UKE_ENTITY_PATIENT, out_id) == NULL;
}

/* P-2-7: of the device's seventh change-set; its own counting may have begun anew since. */
static char *
make_provisional (UkeDecision *self, unsigned n)
{
  char *number = uke_number_new_provisional (self->set->dev, self->set->dseq);
  UkeId id;

  for (unsigned i = 2; self->error == NULL && is_taken (self, number, n, &id); i++) {
    g_free (number);
    number = g_strdup_printf ("P-%u-%" G_GINT64_FORMAT "-%u", self->set->dev, self->set->dseq, i);
  }
  return number;
}

static void
settle_row (UkeDecision *self, unsigned n)
{
  UkeEffectRow *row = uke_effect_get_row (self->effect, n);
  UkeValue given = { .kind = UKE_VALUE_TEXT }, lost = { UKE_VALUE_NULL };
  UkeId other;

  if (!is_taken (self, get_number (row), n, &other) || self->error != NULL)
    return;
  given.text = make_provisional (self, n);
  uke_value_copy (&lost, &row->values[UKE_PATIENT_PATIENT_NUMBER]);
  uke_decision_note_values (self, UKE_NOTE_NUMBER_TAKEN, row, UKE_PATIENT_PATIENT_NUMBER, &given,
                            &lost, TRUE);
  uke_effect_get_note (self->effect, self->effect->notes->len - 1)->other_id = other;
  uke_decision_write (row, UKE_PATIENT_PATIENT_NUMBER, &given);
  uke_decision_write_int (row, UKE_PATIENT_IS_PROVISIONAL, 1);
  uke_value_clear (&given);
  uke_value_clear (&lost);
}

/* The highest number here, those of the change-set with it. */
static int64_t
find_highest (UkeDecision *self)
{
  int64_t highest = 0;

  if (!self->view->find_highest_number (self->view->data, &highest, &self->error))
    return 0;
  for (unsigned i = 0; i < self->effect->rows->len; i++) {
    const UkeEffectRow *row = uke_effect_get_row (self->effect, i);
    const char *number = row->entity == &UKE_ENTITY_PATIENT ? get_number (row) : NULL;
    g_autofree char *key = uke_number_key (number);

    if (strlen (key) <= UKE_NUMBER_MAX_DIGITS && strspn (key, "0123456789") == strlen (key))
      highest = MAX (highest, g_ascii_strtoll (key, NULL, 10));
  }
  return highest;
}

/* The number for a new patient whom the desk could give none for good. Nobody is asked: the history
 * tells it. */
static void
issue (UkeDecision *self, UkeEffectRow *row, int64_t number)
{
  UkeValue given = { .kind = UKE_VALUE_TEXT }, lost = { UKE_VALUE_NULL };

  given.text = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  uke_value_copy (&lost, &row->values[UKE_PATIENT_PATIENT_NUMBER]);
  uke_decision_note_values (self, UKE_NOTE_NUMBER_ISSUED, row, UKE_PATIENT_PATIENT_NUMBER, &given,
                            &lost, FALSE);
  uke_decision_write (row, UKE_PATIENT_PATIENT_NUMBER, &given);
  uke_decision_write_int (row, UKE_PATIENT_IS_PROVISIONAL, 0);
  uke_value_clear (&given);
  uke_value_clear (&lost);
}

/* Whether the desk that registered the patient just now had no server to ask. */
static gboolean
wants_number (const UkeDecision *self, const UkeEffectRow *row)
{
  return self->view->find_highest_number != NULL && row->before == NULL
         && uke_number_is_provisional_of (get_number (row), self->set->dev);
}

/**
 * uke_decision_settle_numbers:
 * @self: a decision whose rows are as the change-set leaves them
 *
 * Gives the next free number to whoever was registered without a server, and a provisional number
 * to whoever would have one that another patient has.
 *
 * Thread: any
 * Source: sync.md 2.10
 */
void
uke_decision_settle_numbers (UkeDecision *self)
{
  int64_t highest = 0;

  if (self->view->find_number == NULL)
    return;
  for (unsigned i = 0; i < self->effect->rows->len && self->error == NULL; i++) {
    UkeEffectRow *row = uke_effect_get_row (self->effect, i);

    if (!takes_number (row))
      continue;
    if (!wants_number (self, row)) {
      settle_row (self, i);
      continue;
    }
    if (highest == 0)
      highest = find_highest (self);
    if (self->error == NULL)
      issue (self, row, ++highest);
  }
}
