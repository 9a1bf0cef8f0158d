/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-model"

#include "model/uke-duplicate-score.h"

#include "base/uke-fold.h"

#include <string.h>

/*
 * How sure it is that two records are one person. Three kinds of evidence are added: the name, the
 * birth date, and a way to reach them. None of them is enough alone: namesakes are common,
 * thousands share a birth date, families share a telephone. Variant characters and a changed family
 * name weaken the name; a date with one part off weakens the birth date; different sexes speak
 * against.
 */
enum {
  POINTS_NAME = 44,
  POINTS_VARIANT_NAME = 35,
  POINTS_KANA = 34,
  POINTS_GIVEN = 28,
  POINTS_FAMILY = 8,
  POINTS_BIRTH = 34,
  POINTS_NEAR_BIRTH = 9,
  POINTS_NO_BIRTH = 6,
  POINTS_PHONE = 19,
  POINTS_EMAIL = 19,
  POINTS_ADDRESS = 16,
  POINTS_WORK_PHONE = 8,
  POINTS_FURTHER_CONTACT = 2,
  POINTS_OTHER_SEX = -20,
  POINTS_MOST = 99,
};

struct _UkeDuplicateTraits {
  char *family;      /* (owned): typed, width and spaces aside */
  char *given;       /* (owned) */
  char *family_fold; /* (owned): variants folded too */
  char *given_fold;  /* (owned) */
  char *family_kana; /* (owned): folded; "" where it is not known */
  char *given_kana;  /* (owned) */
  UkeDate birth_date;
  char sex;               /* f, m or 0 */
  GPtrArray *phones;      /* (owned) (element-type utf8): national digits */
  GPtrArray *work_phones; /* (owned) (element-type utf8) */
  GPtrArray *emails;      /* (owned) (element-type utf8): folded */
  GPtrArray *addresses;   /* (owned) (element-type utf8): folded */
};

static char *
fold_text (const char *text)
{
  return uke_fold_text (text != NULL ? text : "");
}

static char *
fold_search (const char *text)
{
  return uke_fold_search (text != NULL ? text : "");
}

/**
 * uke_duplicate_traits_new:
 * @family_name, @given_name: (nullable): as typed
 * @family_kana, @given_kana: (nullable): how they are read
 * @birth_date: a day, or none
 * @sex: (nullable): a code
 *
 * Returns: (transfer full): what a person is compared by, still without a way to reach them
 * Errors: none
 * Thread: any
 */
UkeDuplicateTraits *
uke_duplicate_traits_new (const char *family_name,
                          const char *given_name,
                          const char *family_kana,
                          const char *given_kana,
                          UkeDate birth_date,
                          const char *sex)
{
  UkeDuplicateTraits *self = g_new0 (UkeDuplicateTraits, 1);

  self->family = fold_text (family_name);
  self->given = fold_text (given_name);
  self->family_fold = fold_search (family_name);
  self->given_fold = fold_search (given_name);
  self->family_kana = fold_search (family_kana);
  self->given_kana = fold_search (given_kana);
  self->birth_date = birth_date;
  if (g_strcmp0 (sex, "female") == 0 || g_strcmp0 (sex, "male") == 0)
    self->sex = sex[0];
  return self;
}

/**
 * uke_duplicate_traits_free:
 * @self: (transfer full) (nullable): what a person is compared by
 *
 * Errors: none
 * Thread: any
 */
void
uke_duplicate_traits_free (UkeDuplicateTraits *self)
{
  if (self == NULL)
    return;
  g_free (self->family);
  g_free (self->given);
  g_free (self->family_fold);
  g_free (self->given_fold);
  g_free (self->family_kana);
  g_free (self->given_kana);
  g_clear_pointer (&self->phones, g_ptr_array_unref);
  g_clear_pointer (&self->work_phones, g_ptr_array_unref);
  g_clear_pointer (&self->emails, g_ptr_array_unref);
  g_clear_pointer (&self->addresses, g_ptr_array_unref);
  g_free (self);
}

static void
add_text (GPtrArray **list, char *taken)
{
  g_autofree char *text = taken;

  if (*text == '\0')
    return;
  if (*list == NULL)
    *list = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (*list, g_steal_pointer (&text));
}

/**
 * uke_duplicate_traits_add_phone:
 * @self: what a person is compared by
 * @number: (nullable): national digits
 * @is_work: whether it is the number of a workplace, which many share
 *
 * Errors: none
 * Thread: any
 */
void
uke_duplicate_traits_add_phone (UkeDuplicateTraits *self, const char *number, gboolean is_work)
{
  add_text (is_work ? &self->work_phones : &self->phones, g_strdup (number != NULL ? number : ""));
}

/**
 * uke_duplicate_traits_add_email:
 * @self: what a person is compared by
 * @address: (nullable): an e-mail address
 *
 * Errors: none
 * Thread: any
 */
void
uke_duplicate_traits_add_email (UkeDuplicateTraits *self, const char *address)
{
  add_text (&self->emails, g_ascii_strdown (address != NULL ? address : "", -1));
}

/**
 * uke_duplicate_traits_add_address:
 * @self: what a person is compared by
 * @address: (nullable): a postal address; how it is spaced and in which width it was typed plays no
 *   part
 *
 * Errors: none
 * Thread: any
 */
void
uke_duplicate_traits_add_address (UkeDuplicateTraits *self, const char *address)
{
  g_autofree char *folded = fold_search (address);

  /* A town alone is no address: thousands live there. */
  if (strpbrk (folded, "0123456789") != NULL)
    add_text (&self->addresses, g_steal_pointer (&folded));
}

static gboolean
share (const GPtrArray *a, const GPtrArray *b)
{
  for (unsigned i = 0; a != NULL && b != NULL && i < a->len; i++) {
    for (unsigned j = 0; j < b->len; j++) {
      if (strcmp (a->pdata[i], b->pdata[j]) == 0)
        return TRUE;
    }
  }
  return FALSE;
}

static gboolean
agree (const char *a, const char *b)
{
  return *a != '\0' && strcmp (a, b) == 0;
}

static UkeDuplicateReasons
compare_names (const UkeDuplicateTraits *a, const UkeDuplicateTraits *b)
{
  gboolean same_family_kana = agree (a->family_kana, b->family_kana),
           same_given_kana = agree (a->given_kana, b->given_kana);
  gboolean same_family = agree (a->family_fold, b->family_fold),
           same_given = agree (a->given_fold, b->given_fold);
  gboolean has_no_given = *a->given == '\0' && *b->given == '\0';
  UkeDuplicateReasons reasons = 0;

  if (agree (a->family, b->family) && (agree (a->given, b->given) || has_no_given))
    reasons |= UKE_DUPLICATE_SAME_NAME;
  else if (same_family && (same_given || has_no_given))
    reasons |= UKE_DUPLICATE_VARIANT_NAME;
  if (same_family_kana
      && (same_given_kana || (*a->given_kana == '\0' && *b->given_kana == '\0' && has_no_given)))
    reasons |= UKE_DUPLICATE_SAME_KANA;
  if (reasons != 0)
    return reasons;
  if (same_given || same_given_kana)
    return UKE_DUPLICATE_OTHER_FAMILY;
  return same_family || same_family_kana ? UKE_DUPLICATE_OTHER_GIVEN : 0;
}

static UkeDuplicateReasons
compare_births (UkeDate a, UkeDate b)
{
  int year_a, month_a, day_a, year_b, month_b, day_b;

  if (a == UKE_DATE_NONE || b == UKE_DATE_NONE)
    return UKE_DUPLICATE_NO_BIRTH;
  if (a == b)
    return UKE_DUPLICATE_SAME_BIRTH;
  uke_date_to_ymd (a, &year_a, &month_a, &day_a);
  uke_date_to_ymd (b, &year_b, &month_b, &day_b);
  return (year_a == year_b) + (month_a == month_b) + (day_a == day_b) == 2
             ? UKE_DUPLICATE_NEAR_BIRTH
             : UKE_DUPLICATE_OTHER_BIRTH;
}

/**
 * uke_duplicate_compare:
 * @a, @b: two people
 *
 * Returns: what agrees between them and what does not
 * Errors: none
 * Thread: any
 */
UkeDuplicateReasons
uke_duplicate_compare (const UkeDuplicateTraits *a, const UkeDuplicateTraits *b)
{
  UkeDuplicateReasons reasons
      = compare_names (a, b) | compare_births (a->birth_date, b->birth_date);

  if (share (a->phones, b->phones))
    reasons |= UKE_DUPLICATE_SAME_PHONE;
  else if (share (a->work_phones, b->work_phones) || share (a->phones, b->work_phones)
           || share (a->work_phones, b->phones))
    reasons |= UKE_DUPLICATE_WORK_PHONE;
  if (share (a->emails, b->emails))
    reasons |= UKE_DUPLICATE_SAME_EMAIL;
  if (share (a->addresses, b->addresses))
    reasons |= UKE_DUPLICATE_SAME_ADDRESS;
  if (a->sex != 0 && b->sex != 0 && a->sex != b->sex)
    reasons |= UKE_DUPLICATE_OTHER_SEX;
  return reasons;
}

static int
score_name (UkeDuplicateReasons reasons)
{
  if ((reasons & UKE_DUPLICATE_SAME_NAME) != 0)
    return POINTS_NAME;
  if ((reasons & UKE_DUPLICATE_VARIANT_NAME) != 0)
    return POINTS_VARIANT_NAME;
  if ((reasons & UKE_DUPLICATE_SAME_KANA) != 0)
    return POINTS_KANA;
  if ((reasons & UKE_DUPLICATE_OTHER_FAMILY) != 0)
    return POINTS_GIVEN;
  return (reasons & UKE_DUPLICATE_OTHER_GIVEN) != 0 ? POINTS_FAMILY : 0;
}

static int
score_birth (UkeDuplicateReasons reasons)
{
  if ((reasons & UKE_DUPLICATE_SAME_BIRTH) != 0)
    return POINTS_BIRTH;
  if ((reasons & UKE_DUPLICATE_NEAR_BIRTH) != 0)
    return POINTS_NEAR_BIRTH;
  return (reasons & UKE_DUPLICATE_NO_BIRTH) != 0 ? POINTS_NO_BIRTH : 0;
}

static int
score_contact (UkeDuplicateReasons reasons)
{
  static const struct {
    UkeDuplicateReasons reason;
    int points;
  } CONTACTS[] = {
    { UKE_DUPLICATE_SAME_PHONE, POINTS_PHONE },
    { UKE_DUPLICATE_SAME_EMAIL, POINTS_EMAIL },
    { UKE_DUPLICATE_SAME_ADDRESS, POINTS_ADDRESS },
    { UKE_DUPLICATE_WORK_PHONE, POINTS_WORK_PHONE },
  };
  int score = 0;

  for (size_t i = 0; i < G_N_ELEMENTS (CONTACTS); i++) {
    if ((reasons & CONTACTS[i].reason) != 0)
      score += score == 0 ? CONTACTS[i].points : POINTS_FURTHER_CONTACT;
  }
  return score;
}

/**
 * uke_duplicate_score:
 * @reasons: what agrees and what does not
 *
 * Returns: 0-99, how sure it is that the two are one; 0 where a name that differs meets nobody they
 *   are reached through, which says nothing at all
 * Errors: none
 * Thread: any
 * Source: product.md 4.2 no. 11, design.md 12
 */
int
uke_duplicate_score (UkeDuplicateReasons reasons)
{
  int contact = score_contact (reasons);
  int score = score_name (reasons) + score_birth (reasons) + contact;

  if ((reasons & (UKE_DUPLICATE_OTHER_FAMILY | UKE_DUPLICATE_OTHER_GIVEN)) != 0 && contact == 0)
    return 0;
  if ((reasons & UKE_DUPLICATE_OTHER_SEX) != 0)
    score += POINTS_OTHER_SEX;
  return CLAMP (score, 0, POINTS_MOST);
}
