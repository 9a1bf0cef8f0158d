/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/uke-fold.h"
#include "store/uke-search-index-private.h"
#include "support/uke-test-store.h"

#include <string.h>

/* A patient of the invented clinic. */
typedef struct {
  const char *number, *family, *given, *family_kana, *given_kana, *birth, *phone;
} Person;

static const Person people[] = {
  { "0012", "山田", "太郎", "やまだ", "たろう", "1983-06-14", "09000001234" },
  { "0013", "山田", "花子", "やまだ", "はなこ", "1990-01-02", "0300005678" },
  { "A-014", "髙橋", "優子", "たかはし", "ゆうこ", "1975-12-31", "09000009012" },
  { "15", "佐々木", "健", "ささき", "けん", "2001-03-03", "08000003456" },
  { "16", "大野", "恵", "おおの", "めぐみ", NULL, NULL },
  { "17", "斎藤", "一郎", "さいとう", "いちろう", "1950-05-05", "0300000001" },
  { "18", "山田", "太郎", "やまだ", "たろう", "1999-09-09", "09000007777" },
  { NULL, "Smith", "John", NULL, NULL, "1969-07-20", NULL },
  { "19", "小山", "京子", "こやま", "きょうこ", "1988-08-08", "09000004321" },
};

static UkeSearchRow *
make_row (const Person *person, int64_t now_us)
{
  g_autoptr (UkeDraft) patient = uke_draft_new (&UKE_ENTITY_PATIENT, now_us);
  UkeValue *values = g_new0 (UkeValue, UKE_PATIENT_N_FIELDS);
  UkeValue *phone_values = g_new0 (UkeValue, UKE_PATIENT_PHONE_N_FIELDS);
  UkeId phone_id = uke_id_new (now_us);
  g_autoptr (GPtrArray) phones = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (UkeRecord) record = NULL;
  UkeDate birth;

  if (person->number != NULL)
    uke_value_set_text (&values[UKE_PATIENT_PATIENT_NUMBER], person->number);
  uke_value_set_text (&values[UKE_PATIENT_FAMILY_NAME], person->family);
  uke_value_set_text (&values[UKE_PATIENT_GIVEN_NAME], person->given);
  if (person->family_kana != NULL)
    uke_value_set_text (&values[UKE_PATIENT_FAMILY_KANA], person->family_kana);
  if (person->given_kana != NULL)
    uke_value_set_text (&values[UKE_PATIENT_GIVEN_KANA], person->given_kana);
  if (person->birth != NULL && uke_date_from_iso (person->birth, &birth))
    uke_value_set_int (&values[UKE_PATIENT_BIRTH_DATE], birth);
  record
      = uke_record_new_take (&UKE_ENTITY_PATIENT, uke_draft_get_id (patient), values, NULL, 1, 0);
  if (person->phone != NULL)
    uke_value_set_text (&phone_values[UKE_PATIENT_PHONE_NUMBER], person->phone);
  g_ptr_array_add (
      phones, uke_record_new_take (&UKE_ENTITY_PATIENT_PHONE, &phone_id, phone_values, NULL, 1, 0));
  return uke_search_row_new (record, phones);
}

static UkeSearchIndex *
make_index (void)
{
  UkeSearchIndex *index = uke_search_index_new ();

  for (size_t i = 0; i < G_N_ELEMENTS (people); i++) {
    g_autoptr (UkeSearchRow) row = make_row (&people[i], UKE_TEST_NOW_US);

    uke_search_index_insert (index, row);
  }
  return index;
}

static void
assert_finds (UkeSearchIndex *index, const char *text, unsigned total, const char *first)
{
  g_autoptr (UkeFoundPatients) found = uke_search_index_search (index, text, 50);

  g_test_message ("%s: %u", text, found->total);
  g_assert_cmpuint (found->total, ==, total);
  g_assert_cmpuint (found->n, ==, total);
  if (first != NULL)
    g_assert_cmpstr (found->patients[0].name, ==, first);
}

/* A name is found by kanji, kana of any kind, romaji and old forms, from one character on. */
static void
test_names (void)
{
  g_autoptr (UkeSearchIndex) index = make_index ();

  assert_finds (index, "山", 4, "山田 太郎");
  assert_finds (index, "山田太郎", 2, "山田 太郎");
  assert_finds (index, "山田 太郎", 2, "山田 太郎");
  assert_finds (index, "ヤマダ", 3, "山田 太郎");
  assert_finds (index, "ﾔﾏﾀﾞ", 3, NULL);
  assert_finds (index, "yamada", 3, NULL);
  assert_finds (index, "takahashi", 1, "髙橋 優子");
  assert_finds (index, "高橋", 1, "髙橋 優子");
  assert_finds (index, "齋藤", 1, "斎藤 一郎");
  assert_finds (index, "ono", 1, "大野 恵");
  assert_finds (index, "smith", 1, "Smith John");
  assert_finds (index, "該当", 0, NULL);
  assert_finds (index, "", 0, NULL);
  assert_finds (index, "  ", 0, NULL);
}

/* Digits find numbers with and without zeros, phones by any part, and birth dates by any spelling.
 */
static void
test_digits (void)
{
  g_autoptr (UkeSearchIndex) index = make_index ();

  assert_finds (index, "0012", 1, "山田 太郎");
  assert_finds (index, "00015", 1, "佐々木 健");
  assert_finds (index, "a-014", 1, "髙橋 優子");
  assert_finds (index, "3456", 1, "佐々木 健");
  assert_finds (index, "090-0000-9012", 1, "髙橋 優子");
  assert_finds (index, "+819000009012", 1, "髙橋 優子");
  assert_finds (index, "S58.6.14", 1, "山田 太郎");
  assert_finds (index, "昭和58年6月14日", 1, "山田 太郎");
  assert_finds (index, "昭58", 1, "山田 太郎");
  assert_finds (index, "1983/6", 1, "山田 太郎");
  assert_finds (index, "19830614", 1, "山田 太郎");
  assert_finds (index, "1983-06-14", 1, "山田 太郎");
}

/* All words must match; what begins with the word comes before what holds it. */
static void
test_words_and_ranks (void)
{
  g_autoptr (UkeSearchIndex) index = make_index ();
  g_autoptr (UkeFoundPatients) found = NULL;

  assert_finds (index, "山田 0300005678", 1, "山田 花子");
  assert_finds (index, "やまだ はな", 1, "山田 花子");
  found = uke_search_index_search (index, "やま", 50);
  g_assert_cmpuint (found->total, ==, 4);
  g_assert_cmpstr (found->patients[3].name, ==, "小山 京子");
}

/* Whoever has the very number that was typed comes first, however many have it within a phone
 * number or begin with it, with and without the zeros, and also when there are more than shown. */
static void
test_whole_number (void)
{
  g_autoptr (UkeSearchIndex) index = make_index ();
  static const char *const typed[] = { "00001", "1", "000001", "１" };

  for (unsigned i = 0; i < 200; i++) {
    g_autofree char *number = g_strdup_printf ("%05u", 100 + i);
    const Person person = { number, "青木", "茜", "あおき", "あかね", "1970-01-01", "0300000100" };
    g_autoptr (UkeSearchRow) row = make_row (&person, UKE_TEST_NOW_US + i);

    uke_search_index_insert (index, row);
  }
  {
    const Person person = { "00001", "渡辺", "渉", "わたなべ", "わたる", NULL, NULL };
    g_autoptr (UkeSearchRow) row = make_row (&person, UKE_TEST_NOW_US);

    uke_search_index_insert (index, row);
  }
  for (size_t i = 0; i < G_N_ELEMENTS (typed); i++) {
    g_autoptr (UkeFoundPatients) found = uke_search_index_search (index, typed[i], 50);

    g_assert_cmpuint (found->n, ==, 50);
    g_assert_cmpuint (found->total, >, 100);
    g_assert_cmpstr (found->patients[0].name, ==, "渡辺 渉");
    for (unsigned k = 1; k < found->n; k++)
      g_assert_cmpstr (found->patients[k].name, !=, "渡辺 渉");
  }
}

/* A hit says what matched and where, in the form that is shown, and whether it has a namesake. */
static void
test_describes (void)
{
  g_autoptr (UkeSearchIndex) index = make_index ();
  g_autoptr (UkeFoundPatients) by_phone = uke_search_index_search (index, "9012", 50);
  g_autoptr (UkeFoundPatients) by_kana = uke_search_index_search (index, "はなこ", 50);
  g_autoptr (UkeFoundPatients) by_shown = uke_search_index_search (index, "きょうこ", 50);
  g_autoptr (UkeFoundPatients) namesakes = uke_search_index_search (index, "たろう", 50);
  const UkeFoundPatient *hit = &by_phone->patients[0];

  g_assert_cmpint (hit->field, ==, UKE_FOUND_PHONE);
  g_assert_cmpstr (hit->phone, ==, "09000009012");
  g_assert_cmpstr (hit->phone + hit->match_from, ==, "9012");
  g_assert_cmpstr (hit->kana, ==, "たかはし ゆうこ");
  g_assert_cmpstr (hit->patient_number, ==, "A-014");
  hit = &by_kana->patients[0];
  g_assert_cmpint (hit->field, ==, UKE_FOUND_KANA);
  g_assert_cmpstr (hit->kana + hit->match_from, ==, "はなこ");
  hit = &by_shown->patients[0];
  g_assert_cmpstr (hit->kana + hit->match_from, ==, "きょうこ");
  g_assert_true (namesakes->patients[0].has_same_name);
  g_assert_false (by_kana->patients[0].has_same_name);
}

/* What the search must find, by the plainest code there is. */
static gboolean
matches (const UkeSearchRow *row, const UkeSearchQuery *query)
{
  gboolean has_kana = (row->flags & UKE_SEARCH_HAS_NO_KANA) == 0;
  g_autofree char *kana = uke_fold_search (has_kana ? row->sort_key : "");
  g_autoptr (GString) names = g_string_new (kana);

  g_string_append_c (names, '\x1f');
  g_string_append (names, row->names);
  g_string_replace (names, " ", "", 0);
  for (unsigned i = 0; i < query->n_terms; i++) {
    gboolean is_found = FALSE;

    for (unsigned j = 0; j < query->terms[i].n_alternatives; j++) {
      const UkeSearchAlternative *alternative = &query->terms[i].alternatives[j];
      const char *number = row->digits + 1 + strspn (row->digits + 1, "0");

      if (alternative->n_zeros > 0)
        is_found |= g_str_has_prefix (number, alternative->bytes);
      else
        is_found |= (alternative->in_names && strstr (names->str, alternative->bytes) != NULL)
                    || (alternative->in_digits && strstr (row->digits, alternative->bytes) != NULL);
    }
    if (!is_found)
      return FALSE;
  }
  return TRUE;
}

static UkeSearchRow *
make_random_row (GRand *random)
{
  static const char *const families[]
      = { "山田", "佐藤", "髙橋", "大野", "山本", "斉藤", "小野田" };
  static const char *const family_kana[]
      = { "やまだ", "さとう", "たかはし", "おおの", "やまもと", "さいとう", "おのだ" };
  static const char *const givens[] = { "太郎", "花子", "優", "健一", "" };
  static const char *const given_kana[] = { "たろう", "はなこ", "ゆう", "けんいち", "" };
  unsigned family = (unsigned)g_rand_int_range (random, 0, G_N_ELEMENTS (families));
  unsigned given = (unsigned)g_rand_int_range (random, 0, G_N_ELEMENTS (givens));
  g_autofree char *number = g_strdup_printf ("%0*d", g_rand_int_range (random, 1, 7),
                                             g_rand_int_range (random, 1, 9999));
  g_autofree char *phone = g_strdup_printf ("0900000%04d", g_rand_int_range (random, 0, 9999));
  g_autofree char *birth
      = g_strdup_printf ("19%02d-%02d-%02d", g_rand_int_range (random, 30, 99),
                         g_rand_int_range (random, 1, 12), g_rand_int_range (random, 1, 28));
  gboolean has_kana = g_rand_int_range (random, 0, 10) > 0;
  const Person person = { number,
                          families[family],
                          givens[given],
                          has_kana ? family_kana[family] : NULL,
                          has_kana ? given_kana[given] : NULL,
                          birth,
                          phone };

  return make_row (&person, UKE_TEST_NOW_US);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const UkeSearchRow *first = *(UkeSearchRow *const *)a;
  const UkeSearchRow *second = *(UkeSearchRow *const *)b;
  int order = strcmp (first->sort_key, second->sort_key);

  return order != 0 ? order : uke_id_compare (&first->patient_id, &second->patient_id);
}

static void
assert_like_oracle (UkeSearchIndex *index, GPtrArray *rows, const char *text)
{
  g_autoptr (UkeSearchQuery) query = uke_search_query_parse (text);
  g_autoptr (UkeFoundPatients) found = uke_search_index_search (index, text, 100000);
  g_autoptr (GHashTable) ids = g_hash_table_new (uke_id_hash, uke_id_equal);
  unsigned total = 0;

  for (unsigned i = 0; i < found->n; i++)
    g_assert_true (g_hash_table_add (ids, &found->patients[i].patient_id));
  for (unsigned i = 0; i < rows->len; i++) {
    const UkeSearchRow *row = rows->pdata[i];
    gboolean is_expected = query->n_terms > 0 && matches (row, query);

    total += is_expected ? 1 : 0;
    if (is_expected != g_hash_table_contains (ids, &row->patient_id))
      g_error ("“%s” and [%s|%s|%s]: expected %d", text, row->sort_key, row->names, row->digits,
               is_expected);
  }
  g_assert_cmpuint (found->total, ==, total);
}

static void
run_against_oracle (UkeTextScanKind kind, GRand *random)
{
  static const char *const words[]
      = { "山", "山田", "山田太郎", "や",      "やま", "やまだ", "おの",   "ono",  "sato", "satou",
          "0",  "09",   "090",      "0900",    "12",   "012",    "00012",  "1980", "S55",  "S55.1",
          "優", "髙",   "高橋 た",  "やま 09", "田 1", "q",      "たろう", "1",    "19",   "198" };
  g_autoptr (UkeSearchIndex) index = uke_search_index_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_row_free);

  uke_search_index_use_scan (index, kind);
  for (unsigned i = 0; i < 5000; i++) {
    UkeSearchRow *row = make_random_row (random);

    g_ptr_array_add (rows, row);
    uke_search_index_put (index, row);
    if (i % 7 == 3) {
      unsigned gone = (unsigned)g_rand_int_range (random, 0, (int)rows->len);

      uke_search_index_remove (index, &((UkeSearchRow *)rows->pdata[gone])->patient_id);
      g_ptr_array_remove_index_fast (rows, gone);
    }
    if (i % 500 == 499)
      for (size_t j = 0; j < G_N_ELEMENTS (words); j++)
        assert_like_oracle (index, rows, words[j]);
  }
  g_assert_cmpuint (uke_search_index_get_n (index), ==, rows->len);
}

/* Whatever was put and removed, any instructions find what the plainest code finds, also when a
 * search follows a wider one. */
static void
test_oracle (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261124);

  for (int kind = UKE_TEXT_SCAN_PORTABLE; kind <= (int)uke_text_scan_best (); kind++)
    run_against_oracle ((UkeTextScanKind)kind, random);
}

/* A piece of what stands in a row: some of its characters, or digits of its numbers. */
static char *
pick_query (GRand *random, const UkeSearchRow *row)
{
  const char *const texts[] = { row->names, row->digits + 1, row->sort_key };
  g_auto (GStrv) parts
      = g_strsplit_set (texts[g_rand_int_range (random, 0, 3)], " \x1c\x1d\x1f", -1);
  const char *part = parts[g_rand_int_range (random, 0, (int)g_strv_length (parts))];
  long n = g_utf8_strlen (part, -1);
  long from = n == 0 ? 0 : g_rand_int_range (random, 0, (int)n);
  long to = n == 0 ? 0 : g_rand_int_range (random, (int)from + 1, (int)n + 1);

  return g_utf8_substring (part, from, to);
}

/* Any piece of any row is found in every row that holds it, alone and in pairs. */
static void
test_random_queries (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261127);
  g_autoptr (UkeSearchIndex) index = uke_search_index_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_row_free);

  for (unsigned i = 0; i < 3000; i++) {
    g_ptr_array_add (rows, make_random_row (random));
    uke_search_index_insert (index, rows->pdata[i]);
  }
  for (unsigned i = 0; i < 600; i++) {
    const UkeSearchRow *row = rows->pdata[g_rand_int_range (random, 0, (int)rows->len)];
    g_autofree char *first = pick_query (random, row);
    g_autofree char *second = pick_query (random, row);
    g_autofree char *both = g_strconcat (first, " ", second, NULL);

    uke_search_index_use_scan (
        index, (UkeTextScanKind)g_rand_int_range (random, 0, (int)uke_text_scan_best () + 1));
    assert_like_oracle (index, rows, first);
    assert_like_oracle (index, rows, both);
  }
}

/* What begins with the query comes first, then what holds it, each in kana order; the first fifty
 * of all are those of the whole list. */
static void
test_first_fifty (void)
{
  static const char *const words[] = { "0", "09", "1", "12", "や", "山", "た", "ono", "00", "19" };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  g_autoptr (UkeSearchIndex) index = uke_search_index_new ();

  for (unsigned i = 0; i < 3000; i++) {
    g_autoptr (UkeSearchRow) row = make_random_row (random);

    row->flags |= i % 29 == 0 ? UKE_SEARCH_IS_ENDED : 0;
    uke_search_index_insert (index, row);
  }
  for (size_t i = 0; i < G_N_ELEMENTS (words); i++) {
    g_autoptr (UkeFoundPatients) all = uke_search_index_search (index, words[i], 100000);
    g_autoptr (UkeFoundPatients) first = uke_search_index_search (index, words[i], 50);

    g_assert_cmpuint (first->total, ==, all->total);
    g_assert_cmpuint (all->n, ==, all->total);
    g_assert_cmpuint (first->n, ==, MIN (50, all->n));
    for (unsigned j = 0; j < first->n; j++)
      g_assert_true (uke_id_equal (&first->patients[j].patient_id, &all->patients[j].patient_id));
    for (unsigned j = 1; j < all->n; j++)
      g_assert_true (all->patients[j].is_ended || !all->patients[j - 1].is_ended);
  }
}

static void
assert_marks_alike (GRand *random, const char *text, GArray *offsets)
{
  unsigned n_rows = offsets->len - 1;
  size_t n_words = (n_rows + 63) / 64;
  g_autofree uint64_t *expected = g_new0 (uint64_t, n_words);
  uint32_t counts[256] = { 0 };
  size_t len = (size_t)g_rand_int_range (random, 1, 14);
  size_t end = g_array_index (offsets, uint32_t, n_rows);
  const char *from = text + g_rand_int_range (random, 0, (int)(end - len));
  UkeTextNeedle needle;

  /* What is looked for never holds a separator. */
  len = MIN (len, strcspn (from, "\x1f"));
  if (len == 0)
    return;

  for (size_t i = 0; i < end; i++)
    counts[(uint8_t)text[i]]++;
  uke_text_needle_init (&needle, from, len, counts);
  for (unsigned row = 0; row < n_rows; row++) {
    uint32_t at = g_array_index (offsets, uint32_t, row);
    uint32_t behind = g_array_index (offsets, uint32_t, row + 1);

    if (memmem (text + at, behind - at, from, len) != NULL)
      expected[row / 64] |= UINT64_C (1) << (row % 64);
  }
  for (int kind = UKE_TEXT_SCAN_PORTABLE; kind <= (int)uke_text_scan_best (); kind++) {
    g_autofree uint64_t *found = g_new0 (uint64_t, n_words);

    uke_text_mark_get ((UkeTextScanKind)kind) (
        (const uint8_t *)text, (uint32_t *)(void *)offsets->data, n_rows, &needle, found);
    g_assert_cmpmem (found, n_words * sizeof *found, expected, n_words * sizeof *expected);
  }
}

/* Rows of any length, hits of any density: all instructions mark the same rows. */
static void
test_marks (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (unsigned round = 0; round < 60; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (uint32_t));
    int n_letters = g_rand_int_range (random, 1, 12);
    int longest = round % 5 == 4 ? 400 : g_rand_int_range (random, 2, 70);

    for (unsigned row = 0; row < 500; row++) {
      uint32_t at = (uint32_t)text->len;

      g_array_append_val (offsets, at);
      for (int n = g_rand_int_range (random, 0, longest); n > 0; n--)
        g_string_append_c (text, (char)('a' + g_rand_int_range (random, 0, n_letters)));
      g_string_append_c (text, UKE_SEARCH_SEPARATOR);
    }
    uint32_t end = (uint32_t)text->len;
    g_array_append_val (offsets, end);
    for (unsigned i = 0; i < UKE_TEXT_SCAN_PADDING; i++)
      g_string_append_c (text, '\0');
    for (unsigned i = 0; i < 20; i++)
      assert_marks_alike (random, text->str, offsets);
  }
}

/* The list of all patients is in kana order, whatever the order in which they came. */
static void
test_order (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (UkeSearchIndex) index = uke_search_index_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify)uke_search_row_free);
  g_autoptr (UkeFoundPatients) all = NULL;
  size_t text, memory;

  for (unsigned i = 0; i < 5000; i++) {
    g_ptr_array_add (rows, make_random_row (random));
    uke_search_index_insert (index, rows->pdata[i]);
  }
  g_ptr_array_sort (rows, compare_rows);
  all = uke_search_index_list (index, 0, 10000);
  g_assert_cmpuint (all->n, ==, rows->len);
  for (unsigned i = 0; i < all->n; i++)
    g_assert_true (
        uke_id_equal (&all->patients[i].patient_id, &((UkeSearchRow *)rows->pdata[i])->patient_id));
  uke_search_index_get_memory (index, &text, &memory);
  g_assert_cmpuint (text, >, 0);
}

/* Filled from the database, it finds what was committed, and is at most twice its text. */
static void
test_load (void)
{
  g_autoptr (UkeTestStore) store = uke_test_store_new ();
  g_autoptr (UkeSearchIndex) index = NULL;
  g_autoptr (GError) error = NULL;

  for (size_t i = 0; i < G_N_ELEMENTS (people); i++) {
    UkeDraft *patient
        = uke_test_store_patient (store, people[i].number, people[i].family, people[i].given,
                                  people[i].family_kana, people[i].given_kana);

    uke_committed_free (uke_test_store_commit (store, patient, NULL));
  }
  index = uke_search_index_load (store->db, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (uke_search_index_get_n (index), ==, G_N_ELEMENTS (people));
  assert_finds (index, "ヤマダ", 3, "山田 太郎");
  assert_finds (index, "髙橋", 1, "髙橋 優子");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/search-index/names", test_names);
  g_test_add_func ("/store/search-index/digits", test_digits);
  g_test_add_func ("/store/search-index/words-and-ranks", test_words_and_ranks);
  g_test_add_func ("/store/search-index/whole-number", test_whole_number);
  g_test_add_func ("/store/search-index/describes", test_describes);
  g_test_add_func ("/store/search-index/oracle", test_oracle);
  g_test_add_func ("/store/search-index/random-queries", test_random_queries);
  g_test_add_func ("/store/search-index/first-fifty", test_first_fifty);
  g_test_add_func ("/store/search-index/marks", test_marks);
  g_test_add_func ("/store/search-index/order", test_order);
  g_test_add_func ("/store/search-index/load", test_load);
  return g_test_run ();
}
