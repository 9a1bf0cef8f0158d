/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-people.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct {
  const char *kanji;
  const char *kana;
} Name;

static const Name families[] = {
  { "佐藤", "さとう" },     { "鈴木", "すずき" },   { "高橋", "たかはし" }, { "田中", "たなか" },
  { "伊藤", "いとう" },     { "渡辺", "わたなべ" }, { "山本", "やまもと" }, { "中村", "なかむら" },
  { "小林", "こばやし" },   { "加藤", "かとう" },   { "吉田", "よしだ" },   { "山田", "やまだ" },
  { "佐々木", "ささき" },   { "山口", "やまぐち" }, { "松本", "まつもと" }, { "井上", "いのうえ" },
  { "木村", "きむら" },     { "林", "はやし" },     { "斎藤", "さいとう" }, { "清水", "しみず" },
  { "山崎", "やまざき" },   { "森", "もり" },       { "池田", "いけだ" },   { "橋本", "はしもと" },
  { "阿部", "あべ" },       { "石川", "いしかわ" }, { "山下", "やました" }, { "中島", "なかじま" },
  { "石井", "いしい" },     { "小川", "おがわ" },   { "前田", "まえだ" },   { "岡田", "おかだ" },
  { "長谷川", "はせがわ" }, { "藤田", "ふじた" },   { "後藤", "ごとう" },   { "近藤", "こんどう" },
  { "村上", "むらかみ" },   { "遠藤", "えんどう" }, { "青木", "あおき" },   { "坂本", "さかもと" },
  { "福田", "ふくだ" },     { "太田", "おおた" },   { "西村", "にしむら" }, { "藤井", "ふじい" },
  { "金子", "かねこ" },     { "岡本", "おかもと" }, { "藤原", "ふじわら" }, { "中野", "なかの" },
  { "三浦", "みうら" },     { "原田", "はらだ" },   { "中川", "なかがわ" }, { "松田", "まつだ" },
  { "竹内", "たけうち" },   { "小野", "おの" },     { "田村", "たむら" },   { "髙木", "たかぎ" },
};

static const Name givens[] = {
  { "太郎", "たろう" },   { "花子", "はなこ" },   { "優子", "ゆうこ" },   { "健一", "けんいち" },
  { "美咲", "みさき" },   { "翔太", "しょうた" }, { "陽子", "ようこ" },   { "大輔", "だいすけ" },
  { "由美", "ゆみ" },     { "誠", "まこと" },     { "恵", "めぐみ" },     { "直樹", "なおき" },
  { "明美", "あけみ" },   { "拓也", "たくや" },   { "久美子", "くみこ" }, { "浩", "ひろし" },
  { "さくら", "さくら" }, { "蓮", "れん" },       { "結衣", "ゆい" },     { "隆", "たかし" },
  { "幸子", "さちこ" },   { "和也", "かずや" },   { "真理", "まり" },     { "剛", "つよし" },
  { "千尋", "ちひろ" },   { "亮", "りょう" },     { "愛", "あい" },       { "修", "おさむ" },
  { "京子", "きょうこ" }, { "悠斗", "ゆうと" },
};

/* A number that looks random and is the same in every run. */
static uint32_t
mix (uint32_t x)
{
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ x >> 16;
}

/**
 * bench_person_make:
 * @index: which person
 * @out_person: (out): the person
 */
void
bench_person_make (unsigned index, BenchPerson *out_person)
{
  uint32_t a = mix (index * 4 + 1), b = mix (index * 4 + 2), c = mix (index * 4 + 3);
  /* Frequent names are far more frequent: the smaller of two draws. */
  unsigned family = MIN (a % G_N_ELEMENTS (families), (a >> 8) % G_N_ELEMENTS (families));
  unsigned given = b % G_N_ELEMENTS (givens);

  out_person->family = families[family].kanji;
  out_person->family_kana = families[family].kana;
  out_person->given = givens[given].kanji;
  out_person->given_kana = givens[given].kana;
  out_person->birth
      = uke_date_from_ymd (1930 + (int)(c % 90), 1 + (int)(c >> 8) % 12, 1 + (int)(c >> 16) % 28);
  g_snprintf (out_person->number, sizeof out_person->number, "%07u", index + 1);
  g_snprintf (out_person->phone, sizeof out_person->phone, "090%08u", mix (index) % 100000000u);
  g_snprintf (out_person->address, sizeof out_person->address, "東京都緑区若葉町%u-%u-%u",
              a % 9 + 1, b % 30 + 1, c % 20 + 1);
}

/**
 * bench_now_ms:
 *
 * Returns: milliseconds of the monotonic clock
 */
double
bench_now_ms (void)
{
  return (double)g_get_monotonic_time () / 1000.0;
}

/**
 * bench_cpu_ms:
 *
 * For what neither waits nor reads a file: neighbours do not count.
 *
 * Returns: milliseconds that this thread has computed
 */
double
bench_cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1000.0 + (double)time.tv_nsec / 1000000.0;
}

static int
compare_doubles (const void *a, const void *b)
{
  double difference = *(const double *)a - *(const double *)b;

  return (difference > 0) - (difference < 0);
}

/**
 * bench_median:
 * @values: sorted
 * @n: how many
 *
 * Returns: the one in the middle
 */
double
bench_median (double *values, unsigned n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

/**
 * bench_print:
 * @bench: which program
 * @name: what was measured
 * @value: how much
 * @unit: of what
 *
 * Prints one line of JSON.
 */
void
bench_print (const char *bench, const char *name, double value, const char *unit)
{
  printf ("{\"bench\":\"%s\",\"name\":\"%s\",\"value\":%.4f,\"unit\":\"%s\"}\n", bench, name, value,
          unit);
  fflush (stdout);
}
