/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <stdint.h>

G_BEGIN_DECLS

/**
 * UkeDate:
 *
 * A day of the proleptic Gregorian calendar without a time or a zone: days since 1970-01-01.
 * Days are compared and counted with ordinary arithmetic.
 */
typedef int32_t UkeDate;

/** UKE_DATE_NONE: no date is known. */
#define UKE_DATE_NONE INT32_MIN

/** UKE_DATE_ISO_SIZE: room for `YYYY-MM-DD` and its terminating NUL. */
#define UKE_DATE_ISO_SIZE 11

gboolean uke_date_valid_ymd (int year, int month, int day);
UkeDate uke_date_from_ymd (int year, int month, int day);
void uke_date_to_ymd (UkeDate date, int *out_year, int *out_month, int *out_day);
int uke_date_year (UkeDate date);
int uke_date_days_in_month (int year, int month);
int uke_date_weekday (UkeDate date);
UkeDate uke_date_add_days (UkeDate date, int n_days);
UkeDate uke_date_add_months (UkeDate date, int n_months);
int uke_date_age (UkeDate birth, UkeDate on);
gboolean uke_date_from_iso (const char *text, UkeDate *out_date);
void uke_date_write_iso (UkeDate date, char out_text[UKE_DATE_ISO_SIZE]);
char *uke_date_to_iso (UkeDate date);

G_END_DECLS
