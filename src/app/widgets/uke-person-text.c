/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/widgets/uke-person-text.h"

#include "base/uke-era.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * uke_person_text_sex:
 * @sex: (nullable): code of a patient's sex
 *
 * Returns: (transfer none): the word for it, "" where unknown
 * Thread: main
 */
const char *
uke_person_text_sex (const char *sex)
{
  if (g_strcmp0 (sex, "female") == 0)
    return C_ ("sex", "Female");
  if (g_strcmp0 (sex, "male") == 0)
    return C_ ("sex", "Male");
  if (g_strcmp0 (sex, "other") == 0)
    return C_ ("sex", "Other");
  return "";
}

/**
 * uke_person_text_birth:
 * @birth_date: a birth date, or UKE_DATE_NONE
 * @today: the clinic's day
 *
 * Returns: (transfer full): 昭和58年6月14日（43歳）
 * Thread: main
 * Source: design.md 9
 */
char *
uke_person_text_birth (UkeDate birth_date, UkeDate today)
{
  g_autofree char *date = NULL;

  if (birth_date == UKE_DATE_NONE)
    return g_strdup (_ ("Birth date not known"));
  date = uke_era_format_long (birth_date);
  /* Translators: a birth date and the age in years. */
  return g_strdup_printf (_ ("%s (%d years)"), date, uke_date_age (birth_date, today));
}

/**
 * uke_person_text_facts:
 * @patient_number: (nullable): as typed
 * @sex: (nullable): code
 * @birth_date: a birth date, or UKE_DATE_NONE
 * @today: the clinic's day
 *
 * Returns: (transfer full): No.1182・女性・昭和58年6月14日（43歳）
 * Thread: main
 */
char *
uke_person_text_facts (const char *patient_number,
                       const char *sex,
                       UkeDate birth_date,
                       UkeDate today)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *birth = uke_person_text_birth (birth_date, today);
  const char *word = uke_person_text_sex (sex);

  if (patient_number != NULL && patient_number[0] != '\0')
    g_string_append_printf (text, "No.%s・", patient_number);
  if (word[0] != '\0')
    g_string_append_printf (text, "%s・", word);
  g_string_append (text, birth);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
join (const char *family, const char *given)
{
  if (family == NULL || given == NULL)
    return g_strdup (family != NULL ? family : given != NULL ? given : "");
  return g_strdup_printf ("%s %s", family, given);
}

/**
 * uke_person_text_name:
 * @patient: a patient
 *
 * Returns: (transfer full): family and given name with a space between
 * Thread: any
 */
char *
uke_person_text_name (UkeRecord *patient)
{
  return join (uke_record_get_text (patient, UKE_PATIENT_FAMILY_NAME),
               uke_record_get_text (patient, UKE_PATIENT_GIVEN_NAME));
}

/**
 * uke_person_text_kana:
 * @patient: a patient
 *
 * Returns: (transfer full): furigana with a space between, "" where unknown
 * Thread: any
 */
char *
uke_person_text_kana (UkeRecord *patient)
{
  return join (uke_record_get_text (patient, UKE_PATIENT_FAMILY_KANA),
               uke_record_get_text (patient, UKE_PATIENT_GIVEN_KANA));
}

/**
 * uke_person_text_initial:
 * @name: family and given name with a space between
 *
 * What an avatar is made of: the family name alone, so that it shows one character.
 *
 * Returns: (transfer full): the family name
 * Thread: any
 * Source: design.md 6
 */
char *
uke_person_text_initial (const char *name)
{
  return g_strndup (name, strcspn (name, " "));
}

/**
 * uke_person_text_postal_code:
 * @digits: (nullable): seven digits
 *
 * Returns: (transfer full) (nullable): 〒000-0142; anything else as it is
 * Thread: any
 */
char *
uke_person_text_postal_code (const char *digits)
{
  if (digits == NULL || strlen (digits) != 7)
    return g_strdup (digits);
  return g_strdup_printf ("〒%.3s-%s", digits, digits + 3);
}
