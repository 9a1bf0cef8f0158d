/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-duplicate-score.h"

typedef struct {
  const char *family, *given, *family_kana, *given_kana;
  const char *birth;
  const char *sex;
  const char *phone, *work_phone, *email, *address;
} Person;

static UkeDuplicateTraits *
traits (const Person *person)
{
  UkeDate birth = UKE_DATE_NONE;
  UkeDuplicateTraits *self = NULL;

  if (person->birth != NULL)
    g_assert_true (uke_date_from_iso (person->birth, &birth));
  self = uke_duplicate_traits_new (person->family, person->given, person->family_kana,
                                   person->given_kana, birth, person->sex);
  uke_duplicate_traits_add_phone (self, person->phone, FALSE);
  uke_duplicate_traits_add_phone (self, person->work_phone, TRUE);
  uke_duplicate_traits_add_email (self, person->email);
  uke_duplicate_traits_add_address (self, person->address);
  return self;
}

static int
score (const Person *a, const Person *b, UkeDuplicateReasons *out_reasons)
{
  g_autoptr (UkeDuplicateTraits) left = traits (a);
  g_autoptr (UkeDuplicateTraits) right = traits (b);
  UkeDuplicateReasons reasons = uke_duplicate_compare (left, right);

  /* Who is compared with whom makes no difference. */
  g_assert_cmpint (uke_duplicate_compare (right, left), ==, reasons);
  if (out_reasons != NULL)
    *out_reasons = reasons;
  return uke_duplicate_score (reasons);
}

static const Person ANZAI = { .family = "安西",
                              .given = "真理子",
                              .family_kana = "あんざい",
                              .given_kana = "まりこ",
                              .birth = "1983-06-14",
                              .sex = "female",
                              .phone = "09000004821" };

/* Name, birth date and telephone are enough to merge without looking; a further contact adds a
 * little, and nothing is ever certain. */
static void
test_sure (void)
{
  Person full = ANZAI;
  UkeDuplicateReasons reasons = 0;

  g_assert_cmpint (score (&ANZAI, &ANZAI, &reasons), ==, 97);
  g_assert_cmpint (reasons, ==,
                   UKE_DUPLICATE_SAME_NAME | UKE_DUPLICATE_SAME_KANA | UKE_DUPLICATE_SAME_BIRTH
                       | UKE_DUPLICATE_SAME_PHONE);
  full.email = "Mariko@mail.example";
  full.address = "しおかぜ市そよぎ台2-14-8";
  g_assert_cmpint (score (&full, &full, NULL), ==, 99);
}

/* Variants, a changed family name, a date with a slip, a shared workplace: each is less sure than
 * the one before, as the list shows them. */
static void
test_order (void)
{
  Person fusae = { .family = "斎藤",
                   .given = "房江",
                   .family_kana = "さいとう",
                   .given_kana = "ふさえ",
                   .birth = "1950-02-03",
                   .phone = "0300005511" };
  Person variant = fusae, slip = ANZAI, no_contact = ANZAI, work = ANZAI, worked = ANZAI;
  Person chihiro = { .family = "白石",
                     .given = "千尋",
                     .family_kana = "しらいし",
                     .given_kana = "ちひろ",
                     .birth = "1991-04-01",
                     .email = "C@mail.example" };
  Person married = chihiro;
  UkeDuplicateReasons reasons = 0;

  variant.family = "齋藤";
  g_assert_cmpint (score (&fusae, &variant, &reasons), ==, 88);
  g_assert_true ((reasons & UKE_DUPLICATE_VARIANT_NAME) != 0);
  married.family = "大友";
  married.family_kana = "おおとも";
  married.email = "c@MAIL.example";
  g_assert_cmpint (score (&chihiro, &married, &reasons), ==, 81);
  g_assert_true ((reasons & UKE_DUPLICATE_OTHER_FAMILY) != 0);
  slip.birth = "1983-06-24";
  g_assert_cmpint (score (&ANZAI, &slip, &reasons), ==, 72);
  g_assert_true ((reasons & UKE_DUPLICATE_NEAR_BIRTH) != 0);
  no_contact.phone = NULL;
  g_assert_cmpint (score (&ANZAI, &no_contact, NULL), ==, 78);
  work.phone = worked.phone = NULL;
  work.work_phone = worked.work_phone = "0300009000";
  worked.birth = "1970-01-01";
  g_assert_cmpint (score (&work, &worked, &reasons), ==, 52);
  g_assert_true ((reasons & UKE_DUPLICATE_WORK_PHONE) != 0);
}

/* Twins stand in the list with a question; brother and sister born on one day do not. */
static void
test_twins (void)
{
  Person mei = { .family = "矢口",
                 .given = "芽生",
                 .family_kana = "やぐち",
                 .given_kana = "めい",
                 .birth = "2015-05-05",
                 .sex = "female",
                 .address = "しおかぜ市はま通り5-2" };
  Person aoi = mei;
  UkeDuplicateReasons reasons = 0;

  aoi.given = "蒼";
  aoi.given_kana = "あおい";
  aoi.address = "しおかぜ市　はま通り５－２";
  g_assert_cmpint (score (&mei, &aoi, &reasons), ==, 58);
  g_assert_true ((reasons & UKE_DUPLICATE_OTHER_GIVEN) != 0);
  g_assert_true ((reasons & UKE_DUPLICATE_SAME_ADDRESS) != 0);
  aoi.sex = "male";
  g_assert_cmpint (score (&mei, &aoi, NULL), <, UKE_DUPLICATE_LISTED);
}

/* Namesakes of another birth date, strangers of one birth date, a town in common: nobody is asked
 * about those. */
static void
test_strangers (void)
{
  Person namesake = ANZAI, sharer = ANZAI, townsman = ANZAI, neighbour = ANZAI;

  namesake.birth = "1951-12-01";
  namesake.phone = NULL;
  g_assert_cmpint (score (&ANZAI, &namesake, NULL), <, UKE_DUPLICATE_LISTED);
  sharer.family = "大友";
  sharer.family_kana = "おおとも";
  sharer.phone = NULL;
  g_assert_cmpint (score (&ANZAI, &sharer, NULL), ==, 0);
  townsman.address = neighbour.address = "しおかぜ市";
  townsman.phone = NULL;
  neighbour.given = "健";
  neighbour.given_kana = "けん";
  g_assert_cmpint (score (&townsman, &neighbour, NULL), ==, 0);
}

/* A name without kana, without a given name, or nothing at all compares with nothing. */
static void
test_blank (void)
{
  Person nobody = { .family = NULL },
         company = { .family = "株式会社みなと", .phone = "0312345678" };
  UkeDuplicateReasons reasons = 0;

  g_assert_cmpint (score (&nobody, &nobody, &reasons), <, UKE_DUPLICATE_LISTED);
  g_assert_cmpint (reasons, ==, UKE_DUPLICATE_NO_BIRTH);
  g_assert_cmpint (score (&company, &company, &reasons), ==, 69);
  g_assert_true ((reasons & UKE_DUPLICATE_SAME_NAME) != 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/duplicate-score/sure", test_sure);
  g_test_add_func ("/model/duplicate-score/order", test_order);
  g_test_add_func ("/model/duplicate-score/twins", test_twins);
  g_test_add_func ("/model/duplicate-score/strangers", test_strangers);
  g_test_add_func ("/model/duplicate-score/blank", test_blank);
  return g_test_run ();
}
