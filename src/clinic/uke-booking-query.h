/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic-error.h"
#include "clinic/uke-clinic.h"

G_BEGIN_DECLS

/* (element-type UkeWarning): what would be asked if this booking were made or changed so; empty
 * when nothing. The draft is copied. */
void uke_clinic_check_booking_async (UkeClinic *self,
                                     const UkeDraft *appointment,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *uke_clinic_check_booking_finish (UkeClinic *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * UkeFreeSlot:
 * @starts_at_us: when it starts
 * @length_min: how long
 * @provider_id: who is free
 * @chair_id: the chair the provider usually uses, or none
 */
typedef struct {
  int64_t starts_at_us;
  int length_min;
  UkeId provider_id;
  UkeId chair_id;
} UkeFreeSlot;

/**
 * UkeFreeQuery:
 * @length_min: how long it must be
 * @provider_ids: (nullable) (array length=n_providers): any of these; NULL: any active provider
 * @n_providers: how many
 * @from_us: not before, on a 15-minute step
 * @n: how many slots to find
 * @from_min, @to_min: only between these minutes of the day; 0, 0: any
 * @weekdays: bit set, 1 << 0 Sunday; 0: any
 * @one_a_day: only the first slot of each day
 * @n_days: how many days are looked at, the first one counted; 0: 120
 */
typedef struct {
  int length_min;
  const UkeId *provider_ids;
  unsigned n_providers;
  int64_t from_us;
  unsigned n;
  int from_min;
  int to_min;
  unsigned weekdays;
  gboolean one_a_day;
  int n_days;
} UkeFreeQuery;

/* (element-type UkeFreeSlot): by time, then by the providers' order. */
void uke_clinic_find_free_async (UkeClinic *self,
                                 const UkeFreeQuery *query,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GArray *uke_clinic_find_free_finish (UkeClinic *self,
                                     GAsyncResult *result,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
