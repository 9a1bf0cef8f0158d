/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

G_BEGIN_DECLS

/**
 * UkeDuplicateReasons:
 * @UKE_DUPLICATE_SAME_NAME: family and given name are written alike
 * @UKE_DUPLICATE_VARIANT_NAME: they differ only by variant characters (斎藤, 齋藤)
 * @UKE_DUPLICATE_SAME_KANA: they are read alike
 * @UKE_DUPLICATE_OTHER_FAMILY: the given name agrees, the family name does not (a former name)
 * @UKE_DUPLICATE_OTHER_GIVEN: the family name agrees, the given name does not
 * @UKE_DUPLICATE_SAME_BIRTH: born on the same day
 * @UKE_DUPLICATE_NEAR_BIRTH: the birth dates differ in one of year, month and day: a slip of the
 * pen
 * @UKE_DUPLICATE_OTHER_BIRTH: the birth dates have nothing to do with each other
 * @UKE_DUPLICATE_NO_BIRTH: one of the birth dates is not known
 * @UKE_DUPLICATE_SAME_PHONE: one telephone number in common that is not that of a workplace
 * @UKE_DUPLICATE_WORK_PHONE: only the number of a workplace in common
 * @UKE_DUPLICATE_SAME_EMAIL: one e-mail address in common
 * @UKE_DUPLICATE_SAME_ADDRESS: one postal address in common
 * @UKE_DUPLICATE_OTHER_SEX: the sexes are known and differ
 *
 * What agrees between two people and what does not: a bit set, which the desk puts into words.
 */
typedef enum {
  UKE_DUPLICATE_SAME_NAME = 1 << 0,
  UKE_DUPLICATE_VARIANT_NAME = 1 << 1,
  UKE_DUPLICATE_SAME_KANA = 1 << 2,
  UKE_DUPLICATE_OTHER_FAMILY = 1 << 3,
  UKE_DUPLICATE_OTHER_GIVEN = 1 << 4,
  UKE_DUPLICATE_SAME_BIRTH = 1 << 5,
  UKE_DUPLICATE_NEAR_BIRTH = 1 << 6,
  UKE_DUPLICATE_OTHER_BIRTH = 1 << 7,
  UKE_DUPLICATE_NO_BIRTH = 1 << 8,
  UKE_DUPLICATE_SAME_PHONE = 1 << 9,
  UKE_DUPLICATE_WORK_PHONE = 1 << 10,
  UKE_DUPLICATE_SAME_EMAIL = 1 << 11,
  UKE_DUPLICATE_SAME_ADDRESS = 1 << 12,
  UKE_DUPLICATE_OTHER_SEX = 1 << 13,
} UkeDuplicateReasons;

/** UKE_DUPLICATE_LISTED: a pair is shown from this score on. */
#define UKE_DUPLICATE_LISTED 50

/** UKE_DUPLICATE_SURE: pairs from this score on may be merged together. */
#define UKE_DUPLICATE_SURE 95

/**
 * UkeDuplicateTraits:
 *
 * What two people are compared by, folded once so that comparing is cheap.
 */
typedef struct _UkeDuplicateTraits UkeDuplicateTraits;

UkeDuplicateTraits *uke_duplicate_traits_new (const char *family_name,
                                              const char *given_name,
                                              const char *family_kana,
                                              const char *given_kana,
                                              UkeDate birth_date,
                                              const char *sex);
void uke_duplicate_traits_free (UkeDuplicateTraits *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (UkeDuplicateTraits, uke_duplicate_traits_free)
void
uke_duplicate_traits_add_phone (UkeDuplicateTraits *self, const char *number, gboolean is_work);
void uke_duplicate_traits_add_email (UkeDuplicateTraits *self, const char *address);
void uke_duplicate_traits_add_address (UkeDuplicateTraits *self, const char *address);

UkeDuplicateReasons uke_duplicate_compare (const UkeDuplicateTraits *a,
                                           const UkeDuplicateTraits *b);
int uke_duplicate_score (UkeDuplicateReasons reasons);

G_END_DECLS
