/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/uke-date.h"

G_BEGIN_DECLS

/** BenchPerson: an invented person; the same seed makes the same people. */
typedef struct {
  char number[16];
  const char *family, *given, *family_kana, *given_kana;
  UkeDate birth;
  char phone[16];
  char address[64];
} BenchPerson;

void bench_person_make (unsigned index, BenchPerson *out_person);

double bench_now_ms (void);
double bench_cpu_ms (void);
double bench_median (double *values, unsigned n);
void bench_print (const char *bench, const char *name, double value, const char *unit);

G_END_DECLS
