/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-store"

#include "store/uke-search-row.h"

#include "base/uke-fold.h"
#include "base/uke-number.h"

#include <string.h>

static const char *const SEXES[] = { "unknown", "female", "male", "other" };

/**
 * uke_search_flags_get_sex:
 * @flags: flags of a row
 *
 * Returns: (transfer none): the code of the patient's sex
 * Thread: any
 */
const char *
uke_search_flags_get_sex (unsigned flags)
{
  return SEXES[flags & UKE_SEARCH_SEX_MASK];
}

static const char *
get_text (UkeRecord *patient, unsigned field)
{
  const char *text = uke_record_get_text (patient, field);

  return text == NULL ? "" : text;
}

static unsigned
get_flags (UkeRecord *patient)
{
  const char *sex = uke_record_get_code (patient, UKE_PATIENT_SEX);
  unsigned flags = 0;

  for (unsigned i = 1; i < G_N_ELEMENTS (SEXES); i++)
    if (strcmp (sex, SEXES[i]) == 0)
      flags = i;
  if (uke_record_has (patient, UKE_PATIENT_ENDED_REASON))
    flags |= UKE_SEARCH_IS_ENDED;
  if (uke_record_get_bool (patient, UKE_PATIENT_IS_PROVISIONAL))
    flags |= UKE_SEARCH_IS_PROVISIONAL;
  return flags;
}

/* Folds two parts with a space between, none where the second is empty. */
static char *
fold_parts (const char *first, const char *second)
{
  GString *key = g_string_sized_new (48);
  size_t len;

  uke_fold_search_append (key, first);
  len = key->len;
  g_string_append_c (key, ' ');
  uke_fold_search_append (key, second);
  if (key->len == len + 1)
    g_string_truncate (key, len);
  return g_string_free (key, FALSE);
}

static void
append_short (GString *to, const char *kana)
{
  g_autoptr (GString) key = g_string_sized_new (48);

  uke_fold_search_append (key, kana);
  uke_fold_long_vowels (key);
  g_string_append_len (to, key->str, (gssize)key->len);
}

/* The kana without long vowels, where that is something else: what romaji are compared with. */
static void
append_kana_without_long_vowels (GString *names,
                                 const char *family,
                                 const char *given,
                                 const char *sort_key)
{
  size_t before = names->len;
  size_t full = strlen (sort_key) - (strchr (sort_key, ' ') != NULL ? 1 : 0);

  g_string_append_c (names, UKE_SEARCH_SEPARATOR);
  append_short (names, family);
  append_short (names, given);
  if (names->len - before - 1 == full)
    g_string_truncate (names, before);
}

static char *
make_digits (UkeRecord *patient, GPtrArray *phones)
{
  GString *digits = g_string_sized_new (48);

  g_string_append_c (digits, UKE_SEARCH_NUMBER);
  uke_fold_search_append (digits, get_text (patient, UKE_PATIENT_PATIENT_NUMBER));
  g_string_append_c (digits, UKE_SEARCH_BIRTH);
  if (uke_record_has (patient, UKE_PATIENT_BIRTH_DATE)) {
    int year, month, day;

    uke_date_to_ymd (uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE), &year, &month, &day);
    g_string_append_printf (digits, "%04d%02d%02d", year, month, day);
  }
  for (unsigned i = 0; i < phones->len; i++) {
    const char *number = uke_record_get_text (phones->pdata[i], UKE_PATIENT_PHONE_NUMBER);

    if (number == NULL)
      continue;
    g_string_append_c (digits, UKE_SEARCH_SEPARATOR);
    uke_fold_search_append (digits, number);
  }
  return g_string_free (digits, FALSE);
}

static gboolean
is_folded (const char *text, const char *folded, const char *end)
{
  size_t len = (size_t)(end - folded);

  return strlen (text) == len && memcmp (text, folded, len) == 0;
}

/* Whether the folded parts, a space between, are the parts as they are shown. */
static gboolean
are_folded (const char *first, const char *second, const char *folded)
{
  const char *end = folded + strcspn (folded, " \x1f");
  const char *rest = *end == ' ' ? end + 1 : end;

  return is_folded (first, folded, end) && is_folded (second, rest, rest + strcspn (rest, "\x1f"));
}

static char *
make_shown (UkeRecord *patient, const char *sort_key, const char *names, const char *digits)
{
  const char *family = get_text (patient, UKE_PATIENT_FAMILY_NAME);
  const char *given = get_text (patient, UKE_PATIENT_GIVEN_NAME);
  const char *family_kana = get_text (patient, UKE_PATIENT_FAMILY_KANA);
  const char *given_kana = get_text (patient, UKE_PATIENT_GIVEN_KANA);
  const char *number = get_text (patient, UKE_PATIENT_PATIENT_NUMBER);

  if (are_folded (family, given, names) && are_folded (family_kana, given_kana, sort_key)
      && is_folded (number, digits + 1, strchr (digits, UKE_SEARCH_BIRTH)))
    return NULL;
  return g_strdup_printf ("%s\x1f%s\x1f%s\x1f%s\x1f%s\x1f", family, given, family_kana, given_kana,
                          number);
}

static int
compare_phones (const void *a, const void *b)
{
  UkeRecord *first = *(UkeRecord *const *)a;
  UkeRecord *second = *(UkeRecord *const *)b;
  int64_t difference = uke_record_get_int (first, UKE_PATIENT_PHONE_PREFERENCE)
                       - uke_record_get_int (second, UKE_PATIENT_PHONE_PREFERENCE);

  if (difference != 0)
    return difference < 0 ? -1 : 1;
  return uke_id_compare (uke_record_get_id (first), uke_record_get_id (second));
}

/**
 * uke_search_row_new:
 * @patient: a patient
 * @phones: (element-type UkeRecord): their telephone numbers; put into order of preference
 *
 * Returns: (transfer full) (nullable): what the search memory holds of them; NULL when they are
 *   not to be found: deleted, or merged into somebody else
 * Thread: any
 */
UkeSearchRow *
uke_search_row_new (UkeRecord *patient, GPtrArray *phones)
{
  const char *family_kana = get_text (patient, UKE_PATIENT_FAMILY_KANA);
  const char *given_kana = get_text (patient, UKE_PATIENT_GIVEN_KANA);
  g_autofree char *key = NULL;
  UkeSearchRow *self;
  GString *names;

  if (uke_record_is_deleted (patient) || uke_record_has (patient, UKE_PATIENT_MERGED_INTO_ID))
    return NULL;
  self = g_new0 (UkeSearchRow, 1);
  self->patient_id = *uke_record_get_id (patient);
  self->flags = get_flags (patient);
  self->last_visit_date = uke_record_get_date (patient, UKE_PATIENT_LAST_VISIT_DATE);
  self->sort_key = fold_parts (family_kana, given_kana);
  key = fold_parts (get_text (patient, UKE_PATIENT_FAMILY_NAME),
                    get_text (patient, UKE_PATIENT_GIVEN_NAME));
  names = g_string_new (key);
  append_kana_without_long_vowels (names, family_kana, given_kana, self->sort_key);
  self->names = g_string_free (names, FALSE);
  if (phones->len > 1)
    g_ptr_array_sort (phones, compare_phones);
  self->digits = make_digits (patient, phones);
  self->shown = make_shown (patient, self->sort_key, self->names, self->digits);
  if (*self->sort_key == '\0') {
    g_free (self->sort_key);
    self->sort_key = g_steal_pointer (&key);
    self->flags |= UKE_SEARCH_HAS_NO_KANA;
  }
  self->number_key = uke_number_key (uke_record_get_text (patient, UKE_PATIENT_PATIENT_NUMBER));
  if (*self->number_key == '\0')
    g_clear_pointer (&self->number_key, g_free);
  return self;
}

/**
 * uke_search_row_free:
 * @self: (transfer full) (nullable): a row
 *
 * Thread: any
 */
void
uke_search_row_free (UkeSearchRow *self)
{
  if (self == NULL)
    return;
  g_free (self->sort_key);
  g_free (self->names);
  g_free (self->digits);
  g_free (self->shown);
  g_free (self->number_key);
  g_free (self);
}

/**
 * uke_search_row_get_facts:
 * @self: a row
 *
 * Returns: the column `facts`: flags, and from bit 8 the day of the last visit and one
 * Thread: any
 */
int64_t
uke_search_row_get_facts (const UkeSearchRow *self)
{
  gboolean has_visit = self->last_visit_date >= 0;

  return (int64_t)self->flags | (has_visit ? ((int64_t)self->last_visit_date + 1) << 8 : 0);
}

/**
 * uke_search_row_make_body:
 * @self: a row
 *
 * Returns: (transfer full): the column `body`
 * Thread: any
 */
char *
uke_search_row_make_body (const UkeSearchRow *self)
{
  if (self->shown == NULL)
    return g_strdup_printf ("%s\x1e%s", self->names, self->digits);
  return g_strdup_printf ("%s\x1e%s\x1e%s", self->names, self->digits, self->shown);
}

/**
 * uke_search_row_parse:
 * @self: (inout): a row whose parts are set, borrowed from @body
 * @facts: the column `facts`
 * @body: (inout): the column `body`, cut into its parts
 *
 * Returns: whether @body has the parts it must have
 * Thread: any
 */
gboolean
uke_search_row_parse (UkeSearchRow *self, int64_t facts, char *body)
{
  char *digits = strchr (body, UKE_SEARCH_PART);

  if (digits == NULL)
    return FALSE;
  *digits = '\0';
  self->flags = (unsigned)facts & 0xff;
  self->last_visit_date = facts >> 8 == 0 ? UKE_DATE_NONE : (UkeDate)((facts >> 8) - 1);
  self->names = body;
  self->digits = digits + 1;
  self->shown = strchr (self->digits, UKE_SEARCH_PART);
  if (self->shown != NULL)
    *self->shown++ = '\0';
  return TRUE;
}

/**
 * uke_search_row_equal:
 * @a: a row
 * @b: a row
 *
 * Returns: whether both say the same
 * Thread: any
 */
gboolean
uke_search_row_equal (const UkeSearchRow *a, const UkeSearchRow *b)
{
  return uke_id_equal (&a->patient_id, &b->patient_id) && a->flags == b->flags
         && a->last_visit_date == b->last_visit_date && g_str_equal (a->sort_key, b->sort_key)
         && g_str_equal (a->names, b->names) && g_str_equal (a->digits, b->digits)
         && g_strcmp0 (a->shown, b->shown) == 0 && g_strcmp0 (a->number_key, b->number_key) == 0;
}
