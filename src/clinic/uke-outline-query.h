/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "clinic/uke-clinic.h"
#include "clinic/uke-search.h"

G_BEGIN_DECLS

/**
 * UkePatientOutline:
 * @patient_id: who
 * @next_at_us: the next booking that holds, 0 for none
 * @next_menu_id: its menu
 * @last_menu_id, @last_provider_id: of the newest visit, none where there is none
 * @next_visit_date: planned without a booking, UKE_DATE_NONE
 * @n_follow_ups: calls that are owed
 * @has_alert: there is something to know at the desk
 * @is_unsent: something that was done about them here is not at the clinic's server yet
 * @unsent_since_us: when the oldest change was made that the server has not seen; 0 for none
 * @tags: (owned): their tags
 *
 * What a row about a patient says beside who they are.
 */
typedef struct {
  UkeId patient_id;
  int64_t next_at_us;
  UkeId next_menu_id;
  UkeId last_menu_id;
  UkeId last_provider_id;
  UkeDate next_visit_date;
  unsigned n_follow_ups;
  gboolean has_alert;
  gboolean is_unsent;
  int64_t unsent_since_us;
  GStrv tags;
} UkePatientOutline;

void uke_patient_outline_free (UkePatientOutline *self);

/* (element-type UkePatientOutline): of these patients, in their order; those who are gone left out.
 */
void uke_clinic_load_outlines_async (UkeClinic *self,
                                     GArray *ids,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *uke_clinic_load_outlines_finish (UkeClinic *self,
                                            GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * UkePatientFilter:
 * @UKE_PATIENT_FILTER_ALL: everybody; see uke_clinic_list_patients()
 * @UKE_PATIENT_FILTER_TODAY: who has a booking today
 * @UKE_PATIENT_FILTER_NO_NEXT: was here in the last 90 days and has no next booking
 * @UKE_PATIENT_FILTER_DORMANT: was here in the last three years, but not in the last one, and has
 * no booking
 */
typedef enum {
  UKE_PATIENT_FILTER_ALL,
  UKE_PATIENT_FILTER_TODAY,
  UKE_PATIENT_FILTER_NO_NEXT,
  UKE_PATIENT_FILTER_DORMANT,
} UkePatientFilter;

/* The newest visits first; the total is that of the hits, which are at most `limit`. */
void uke_clinic_filter_patients_async (UkeClinic *self,
                                       UkePatientFilter filter,
                                       unsigned limit,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
UkeSearchResult *uke_clinic_filter_patients_finish (UkeClinic *self,
                                                    GAsyncResult *result,
                                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
