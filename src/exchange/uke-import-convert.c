/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/uke-import-convert.h"

#include "base/uke-era.h"
#include "base/uke-phone.h"
#include "exchange/uke-import-cell.h"
#include "exchange/uke-import-times.h"
#include "model/uke-codes.h"

#include <stdlib.h>
#include <string.h>

/*
 * One row of a list, from text to drafts. What cannot be understood refuses the row with a code,
 * so that nothing is silently dropped.
 */

/* A row being converted. */
typedef struct {
  const UkeImportMapping *mapping;
  const UkeCsvRow *row;
  const UkeZone *zone;
  int64_t now_us;
  const char *code; /* (nullable): why it is refused */
} Converting;

static const char *
get_cell (const Converting *self, unsigned column)
{
  if (column >= self->row->n_cells || *self->row->cells[column] == '\0')
    return NULL;
  return self->row->cells[column];
}

static const char *
get_text (const Converting *self, UkeImportTarget target)
{
  int column = uke_import_mapping_find (self->mapping, target);

  return column >= 0 ? get_cell (self, (unsigned)column) : NULL;
}

static void
refuse (Converting *self, const char *code)
{
  if (self->code == NULL)
    self->code = code;
}

/* "山田　太郎": what stands before the first space is the family name. */
static void
split_name (const char *whole, char **out_first, char **out_rest)
{
  const char *at = whole;

  while (*at != '\0' && !g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  *out_first = g_strndup (whole, (gsize)(at - whole));
  while (*at != '\0' && g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  *out_rest = *at != '\0' ? g_strdup (at) : NULL;
}

static void
take_name (Converting *self,
           UkeDraft *patient,
           UkeImportTarget whole,
           UkeImportTarget first,
           UkeImportTarget rest,
           unsigned first_field,
           unsigned rest_field)
{
  const char *both = get_text (self, whole);
  const char *one = get_text (self, first);

  if (one != NULL) {
    uke_draft_set_text (patient, first_field, one);
    uke_draft_set_text (patient, rest_field, get_text (self, rest));
  } else if (both != NULL) {
    g_autofree char *family = NULL;
    g_autofree char *given = NULL;

    split_name (both, &family, &given);
    uke_draft_set_text (patient, first_field, family);
    uke_draft_set_text (patient, rest_field, given);
  }
}

static UkeDate
take_date (Converting *self, UkeImportTarget target, const char *code)
{
  const char *text = get_text (self, target);
  const char *why = code;
  UkeDate date = UKE_DATE_NONE;

  if (text == NULL)
    return UKE_DATE_NONE;
  if (uke_import_cell_date (text, &date, &why, code))
    return date;
  refuse (self, why);
  return UKE_DATE_NONE;
}

static UkeDraft *
new_row (Converting *self, const UkeEntity *entity)
{
  return uke_draft_new (entity, self->now_us);
}

static const char *
guess_label (UkeImportTarget target, const char *number)
{
  switch ((int)target) {
  case UKE_IMPORT_TARGET_MOBILE:
    return "mobile";
  case UKE_IMPORT_TARGET_HOME_PHONE:
    return "home";
  case UKE_IMPORT_TARGET_WORK_PHONE:
    return "work";
  default:
    return uke_phone_kind (number) == UKE_PHONE_MOBILE ? "mobile" : "home";
  }
}

static void
take_one_phone (Converting *self,
                UkePatientForm *form,
                UkeImportTarget target,
                const char *typed,
                unsigned *inout_n)
{
  g_autofree char *number = uke_phone_normalise (typed, NULL, NULL);
  UkeDraft *row = NULL;

  if (number == NULL) {
    refuse (self, "bad_phone");
    return;
  }
  for (unsigned i = 0; i < form->rows->len; i++) {
    if (uke_draft_get_entity (form->rows->pdata[i]) == &UKE_ENTITY_PATIENT_PHONE
        && g_strcmp0 (uke_draft_get_text (form->rows->pdata[i], UKE_PATIENT_PHONE_NUMBER), number)
               == 0)
      return;
  }
  row = new_row (self, &UKE_ENTITY_PATIENT_PHONE);
  uke_draft_set_text (row, UKE_PATIENT_PHONE_NUMBER, number);
  uke_draft_set_text (row, UKE_PATIENT_PHONE_AS_TYPED, typed);
  uke_draft_set_text (row, UKE_PATIENT_PHONE_LABEL, guess_label (target, number));
  uke_draft_set_int (row, UKE_PATIENT_PHONE_PREFERENCE, ++*inout_n);
  uke_patient_form_add (form, row);
}

/* Several numbers may stand in one cell, as Google and many hands write them. */
static void
take_phones (Converting *self, UkePatientForm *form)
{
  unsigned n = 0;

  for (unsigned c = 0; c < self->mapping->n_columns; c++) {
    UkeImportTarget target = self->mapping->targets[c];
    const char *cell = get_cell (self, c);

    if (cell == NULL || target < UKE_IMPORT_TARGET_PHONE || target > UKE_IMPORT_TARGET_WORK_PHONE)
      continue;
    g_auto (GStrv) parts = uke_import_cell_split (cell);
    for (char **part = parts; *part != NULL; part++) {
      if (**part != '\0')
        take_one_phone (self, form, target, *part, &n);
    }
  }
}

static void
take_emails (Converting *self, UkePatientForm *form)
{
  int64_t n = 0;

  for (unsigned c = 0; c < self->mapping->n_columns; c++) {
    const char *cell = get_cell (self, c);
    UkeDraft *row = NULL;

    if (cell == NULL || self->mapping->targets[c] != UKE_IMPORT_TARGET_EMAIL)
      continue;
    if (!uke_import_cell_is_email (cell)) {
      refuse (self, "bad_email");
      return;
    }
    row = new_row (self, &UKE_ENTITY_PATIENT_EMAIL);
    uke_draft_set_text (row, UKE_PATIENT_EMAIL_ADDRESS, cell);
    uke_draft_set_int (row, UKE_PATIENT_EMAIL_PREFERENCE, ++n);
    uke_patient_form_add (form, row);
  }
}

static void
take_address (Converting *self, UkePatientForm *form)
{
  const char *postal = get_text (self, UKE_IMPORT_TARGET_POSTAL_CODE);
  const char *address = get_text (self, UKE_IMPORT_TARGET_ADDRESS);
  g_autoptr (GString) whole = g_string_new (address != NULL ? address : "");
  UkeDraft *row = NULL;

  for (unsigned c = 0; c < self->mapping->n_columns; c++) {
    const char *cell = get_cell (self, c);

    if (cell != NULL && self->mapping->targets[c] == UKE_IMPORT_TARGET_ADDRESS_MORE)
      g_string_append_printf (whole, "%s%s", whole->len > 0 ? " " : "", cell);
  }
  if (whole->len == 0 && postal == NULL)
    return;
  row = new_row (self, &UKE_ENTITY_PATIENT_ADDRESS);
  uke_draft_set_text (row, UKE_PATIENT_ADDRESS_LABEL, "home");
  uke_draft_set_text (row, UKE_PATIENT_ADDRESS_POSTAL_CODE, postal);
  uke_draft_set_text (row, UKE_PATIENT_ADDRESS_ADDRESS, whole->str);
  uke_patient_form_add (form, row);
}

static void
take_tags (Converting *self, UkePatientForm *form)
{
  const char *cell = get_text (self, UKE_IMPORT_TARGET_TAGS);
  g_auto (GStrv) parts = uke_import_cell_split (cell != NULL ? cell : "");

  for (char **part = parts; *part != NULL; part++) {
    UkeDraft *row = NULL;

    if (**part == '\0' || g_str_has_prefix (*part, "* "))
      continue;
    row = new_row (self, &UKE_ENTITY_PATIENT_TAG);
    uke_draft_set_text (row, UKE_PATIENT_TAG_TAG, *part);
    uke_patient_form_add (form, row);
  }
}

static char *
dup_joined (const Converting *self, UkeImportTarget target)
{
  GString *joined = NULL;

  for (unsigned c = 0; c < self->mapping->n_columns; c++) {
    const char *cell = get_cell (self, c);

    if (cell == NULL || self->mapping->targets[c] != target)
      continue;
    if (joined == NULL)
      joined = g_string_new (cell);
    else
      g_string_append_printf (joined, "\n%s", cell);
  }
  return joined != NULL ? g_string_free (joined, FALSE) : NULL;
}

static void
check_kana (Converting *self, const char *kana)
{
  if (kana != NULL && !uke_import_cell_is_kana (kana))
    refuse (self, "bad_kana");
}

/* The last digit of a My Number is computed from the eleven before. */
static gboolean
is_my_number (const char *digits)
{
  int sum = 0;

  for (int i = 0; i < 11; i++) {
    int place = 11 - i;

    sum += (digits[i] - '0') * (place <= 6 ? place + 1 : place - 5);
  }
  return digits[11] - '0' == (sum % 11 <= 1 ? 0 : 11 - sum % 11);
}

/* A number of twelve digits with the check digit of a My Number must not be kept anywhere. */
static void
check_my_number (Converting *self, const char *text)
{
  g_autofree char *normal = text != NULL ? g_utf8_normalize (text, -1, G_NORMALIZE_NFKC) : NULL;
  const char *at = normal;

  while (at != NULL && *at != '\0') {
    size_t n_digits = strspn (at, "0123456789");

    if (n_digits == 12 && is_my_number (at))
      refuse (self, "my_number");
    at += MAX (n_digits, 1);
  }
}

static UkeDate
take_birth_date (Converting *self)
{
  UkeDate date = take_date (self, UKE_IMPORT_TARGET_BIRTH_DATE, "bad_birth_date");

  if (date != UKE_DATE_NONE && date > uke_zone_date_of (self->zone, self->now_us))
    refuse (self, "birth_in_future");
  return date;
}

static void
take_facts (Converting *self, UkeDraft *patient)
{
  const char *sex = get_text (self, UKE_IMPORT_TARGET_SEX);
  const char *visits = get_text (self, UKE_IMPORT_TARGET_VISIT_COUNT);
  g_autofree char *note = dup_joined (self, UKE_IMPORT_TARGET_NOTE);
  guint64 n = 0;

  uke_draft_set_date (patient, UKE_PATIENT_BIRTH_DATE, take_birth_date (self));
  uke_draft_set_date (patient, UKE_PATIENT_FIRST_VISIT_DATE,
                      take_date (self, UKE_IMPORT_TARGET_FIRST_VISIT, "bad_date"));
  uke_draft_set_date (patient, UKE_PATIENT_LAST_VISIT_DATE,
                      take_date (self, UKE_IMPORT_TARGET_LAST_VISIT, "bad_date"));
  uke_draft_set_date (patient, UKE_PATIENT_NEXT_VISIT_DATE,
                      take_date (self, UKE_IMPORT_TARGET_NEXT_VISIT, "bad_date"));
  if (sex != NULL) {
    if (uke_import_cell_sex (sex) == NULL)
      refuse (self, "bad_sex");
    else
      uke_draft_set_text (patient, UKE_PATIENT_SEX, uke_import_cell_sex (sex));
  }
  if (visits != NULL) {
    g_autofree char *digits = g_utf8_normalize (visits, -1, G_NORMALIZE_NFKC);

    if (g_str_equal (digits, "0"))
      n = 0;
    else if (g_ascii_string_to_unsigned (digits, 10, 0, 100000, &n, NULL))
      uke_draft_set_int (patient, UKE_PATIENT_VISIT_COUNT, (int64_t)n);
    else
      refuse (self, "bad_value");
  }
  check_my_number (self, note);
  check_my_number (self, get_text (self, UKE_IMPORT_TARGET_ALERT));
  uke_draft_set_text (patient, UKE_PATIENT_NOTE, note);
  uke_draft_set_text (patient, UKE_PATIENT_ALERT, get_text (self, UKE_IMPORT_TARGET_ALERT));
  if (uke_draft_get_date (patient, UKE_PATIENT_LAST_VISIT_DATE) != UKE_DATE_NONE)
    uke_draft_set_text (patient, UKE_PATIENT_STAGE, UKE_STAGE_IN_TREATMENT);
}

static UkeImportRow *
convert_patient (Converting *self)
{
  UkeDraft *patient = new_row (self, &UKE_ENTITY_PATIENT);
  UkePatientForm *form = uke_patient_form_new (patient);
  const char *kana = get_text (self, UKE_IMPORT_TARGET_KANA);

  uke_draft_set_text (patient, UKE_PATIENT_PATIENT_NUMBER,
                      get_text (self, UKE_IMPORT_TARGET_NUMBER));
  take_name (self, patient, UKE_IMPORT_TARGET_NAME, UKE_IMPORT_TARGET_FAMILY_NAME,
             UKE_IMPORT_TARGET_GIVEN_NAME, UKE_PATIENT_FAMILY_NAME, UKE_PATIENT_GIVEN_NAME);
  take_name (self, patient, UKE_IMPORT_TARGET_KANA, UKE_IMPORT_TARGET_FAMILY_KANA,
             UKE_IMPORT_TARGET_GIVEN_KANA, UKE_PATIENT_FAMILY_KANA, UKE_PATIENT_GIVEN_KANA);
  if (kana != NULL)
    uke_draft_set_text (patient, UKE_PATIENT_KANA_AS_TYPED, kana);
  if (uke_draft_get_text (patient, UKE_PATIENT_FAMILY_NAME) == NULL)
    refuse (self, "no_name");
  check_kana (self, kana);
  check_kana (self, get_text (self, UKE_IMPORT_TARGET_FAMILY_KANA));
  check_kana (self, get_text (self, UKE_IMPORT_TARGET_GIVEN_KANA));
  take_facts (self, patient);
  take_phones (self, form);
  take_emails (self, form);
  take_address (self, form);
  take_tags (self, form);
  return uke_import_row_new_patient (self->row->line, form);
}

static gboolean
take_start (Converting *self, UkeDate *out_date, int *out_minute, int *out_end_minute)
{
  const char *start = get_text (self, UKE_IMPORT_TARGET_START);
  const char *date = get_text (self, UKE_IMPORT_TARGET_DATE);
  const char *time = get_text (self, UKE_IMPORT_TARGET_TIME);
  g_autofree char *rest = NULL;
  const char *why = "bad_date";

  if (start != NULL) {
    if (!uke_era_parse_start (start, out_date, &rest, NULL)) {
      refuse (self, "bad_date");
      return FALSE;
    }
    time = rest != NULL && *rest != '\0' ? rest : time;
  } else if (date == NULL || !uke_import_cell_date (date, out_date, &why, "bad_date")) {
    refuse (self, date == NULL ? "no_date" : why);
    return FALSE;
  }
  if (time != NULL && *time == 'T')
    time++;
  if (time != NULL && uke_import_parse_times (time, out_minute, out_end_minute))
    return TRUE;
  refuse (self, "bad_time");
  return FALSE;
}

/* How long the booking is, 0 where the row does not say: by its end, else by its length. */
static int
take_length (Converting *self, int start_minute, int end_minute)
{
  const char *end = get_text (self, UKE_IMPORT_TARGET_END_TIME);
  const char *length = get_text (self, UKE_IMPORT_TARGET_LENGTH);
  int minutes = 0, more = -1;

  if (end != NULL && (!uke_import_parse_times (end, &end_minute, &more) || more >= 0))
    refuse (self, "bad_time");
  else if (end_minute >= 0)
    minutes = end_minute - start_minute;
  else if (length != NULL)
    minutes = uke_import_parse_length (length);
  minutes = minutes > 0 ? (minutes + 4) / 5 * 5 : minutes;
  if (minutes < 0 || minutes > 12 * 60 || (end_minute >= 0 && minutes == 0))
    refuse (self, "bad_length");
  return minutes;
}

static char *
dup_name (Converting *self, UkeImportTarget whole, UkeImportTarget first, UkeImportTarget rest)
{
  const char *one = get_text (self, first);

  if (one == NULL)
    return g_strdup (get_text (self, whole));
  return g_strconcat (one, " ", get_text (self, rest), NULL);
}

static UkeImportRow *
make_listed (Converting *self, UkeDraft *draft)
{
  g_autofree char *name = dup_name (self, UKE_IMPORT_TARGET_NAME, UKE_IMPORT_TARGET_FAMILY_NAME,
                                    UKE_IMPORT_TARGET_GIVEN_NAME);
  g_autofree char *kana = dup_name (self, UKE_IMPORT_TARGET_KANA, UKE_IMPORT_TARGET_FAMILY_KANA,
                                    UKE_IMPORT_TARGET_GIVEN_KANA);
  g_autofree char *phone = NULL;
  UkeImportKey key = {
    .patient_number = get_text (self, UKE_IMPORT_TARGET_NUMBER),
    .name = name,
    .kana = kana,
    .birth_date = take_date (self, UKE_IMPORT_TARGET_BIRTH_DATE, "bad_birth_date"),
  };
  UkeImportRow *row = NULL;

  for (int target = UKE_IMPORT_TARGET_PHONE; target <= UKE_IMPORT_TARGET_WORK_PHONE; target++) {
    const char *typed = get_text (self, (UkeImportTarget)target);

    if (typed != NULL && phone == NULL)
      phone = uke_phone_normalise (typed, NULL, NULL);
  }
  key.phone = phone;
  if (key.patient_number == NULL && name == NULL && kana == NULL)
    refuse (self, "no_name");
  row = uke_import_row_new_draft (self->row->line, draft, &key);
  row->provider = g_strdup (get_text (self, UKE_IMPORT_TARGET_PROVIDER));
  row->menu = g_strdup (get_text (self, UKE_IMPORT_TARGET_MENU));
  return row;
}

static UkeImportRow *
convert_booking (Converting *self)
{
  UkeDraft *draft = new_row (self, &UKE_ENTITY_APPOINTMENT);
  const char *status = get_text (self, UKE_IMPORT_TARGET_STATUS);
  g_autofree char *note = dup_joined (self, UKE_IMPORT_TARGET_NOTE);
  UkeDate date = UKE_DATE_NONE;
  int minute = 0, end_minute = -1;

  if (take_start (self, &date, &minute, &end_minute)) {
    int length = 0;

    minute = minute / 5 * 5;
    length = take_length (self, minute, end_minute);
    uke_draft_set_int (draft, UKE_APPOINTMENT_STARTS_AT_US, uke_zone_at (self->zone, date, minute));
    if (length > 0)
      uke_draft_set_int (draft, UKE_APPOINTMENT_LENGTH_MIN, length);
  }
  if (status != NULL) {
    if (uke_import_cell_status (status) == UKE_STATUS_NONE)
      refuse (self, "bad_status");
    else
      uke_draft_set_text (draft, UKE_APPOINTMENT_STATUS,
                          uke_status_get_code (uke_import_cell_status (status)));
  }
  uke_draft_set_text (draft, UKE_APPOINTMENT_NOTE, note);
  uke_draft_set_text (draft, UKE_APPOINTMENT_EXTERNAL_KEY,
                      get_text (self, UKE_IMPORT_TARGET_EXTERNAL_KEY));
  return make_listed (self, draft);
}

static const char *
convert_reason (const char *text)
{
  static const struct {
    const char *part;
    const char *code;
  } WORDS[] = {
    { "定期", UKE_REASON_RECALL },           { "リコール", UKE_REASON_RECALL },
    { "検診", UKE_REASON_RECALL },           { "年次", UKE_REASON_ANNUAL },
    { "術後", UKE_REASON_AFTERCARE },        { "無断", UKE_REASON_NO_SHOW },
    { "キャンセル待", UKE_REASON_WAITLIST }, { "空き待", UKE_REASON_WAITLIST },
    { "キャンセル", UKE_REASON_BROKEN },     { "折返", UKE_REASON_CALLBACK },
    { "折り返", UKE_REASON_CALLBACK },       { "案内不達", UKE_REASON_UNDELIVERABLE },
    { "問い合わせ", UKE_REASON_LEAD },       { "休眠", UKE_REASON_DORMANT },
    { "ご意見", UKE_REASON_COMPLAINT },      { "紹介状", UKE_REASON_REFERRAL },
    { "引継", UKE_REASON_HANDOFF },
  };

  for (size_t i = 0; i < G_N_ELEMENTS (WORDS); i++) {
    if (strstr (text, WORDS[i].part) != NULL)
      return WORDS[i].code;
  }
  return UKE_REASON_MANUAL;
}

static UkeImportRow *
convert_follow_up (Converting *self)
{
  UkeDraft *draft = new_row (self, &UKE_ENTITY_FOLLOW_UP);
  const char *reason = get_text (self, UKE_IMPORT_TARGET_REASON);
  g_autofree char *note = dup_joined (self, UKE_IMPORT_TARGET_NOTE);
  /* The code says less than the words did, so they are kept beside it. */
  g_autofree char *words = reason != NULL && note != NULL ? g_strconcat (reason, "\n", note, NULL)
                                                          : g_strdup (note != NULL ? note : reason);
  UkeDate due = take_date (self, UKE_IMPORT_TARGET_DUE_DATE, "bad_date");

  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON,
                      reason != NULL ? convert_reason (reason) : UKE_REASON_MANUAL);
  uke_draft_set_text (draft, UKE_FOLLOW_UP_REASON_NOTE, words);
  if (due != UKE_DATE_NONE)
    uke_draft_set_int (draft, UKE_FOLLOW_UP_DUE_AT_US, uke_zone_at (self->zone, due, 18 * 60));
  return make_listed (self, draft);
}

static gboolean
has_extra_cells (const UkeImportMapping *mapping, const UkeCsvRow *row)
{
  for (unsigned i = mapping->n_columns; i < row->n_cells; i++) {
    if (*row->cells[i] != '\0')
      return TRUE;
  }
  return FALSE;
}

/**
 * uke_import_convert:
 * @mapping: which column holds what
 * @row: a row of the file
 * @zone: the clinic's zone
 * @now_us: for the ids of new records
 * @out_code: return location: why the row is refused
 *
 * Returns: (transfer full) (nullable): the row on its way into the clinic; NULL with @out_code set
 * when it cannot be understood
 * Errors: none
 * Thread: any
 */
UkeImportRow *
uke_import_convert (const UkeImportMapping *mapping,
                    const UkeCsvRow *row,
                    const UkeZone *zone,
                    int64_t now_us,
                    const char **out_code)
{
  Converting self = { mapping, row, zone, now_us, NULL };
  UkeImportRow *converted = NULL;

  if (has_extra_cells (mapping, row)) {
    *out_code = "too_many_cells";
    return NULL;
  }
  if (g_str_equal (mapping->kind, UKE_IMPORT_PATIENTS))
    converted = convert_patient (&self);
  else if (g_str_equal (mapping->kind, UKE_IMPORT_APPOINTMENTS))
    converted = convert_booking (&self);
  else
    converted = convert_follow_up (&self);
  *out_code = self.code;
  if (self.code != NULL)
    g_clear_pointer (&converted, uke_import_row_free);
  return converted;
}
