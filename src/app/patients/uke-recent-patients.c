/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/patients/uke-recent-patients.h"

#include "app/widgets/uke-person-text.h"

/* As many as the empty palette shows (design.md 12 no. 07). */
enum { MAX_RECENT = 5 };

static const char *
intern_sex (UkeRecord *patient)
{
  return g_intern_string (uke_record_get_code (patient, UKE_PATIENT_SEX));
}

static UkeSearchHit *
make_hit (UkePatientFile *file)
{
  UkeSearchHit *hit = g_object_new (UKE_TYPE_SEARCH_HIT, NULL);

  hit->patient_id = *uke_record_get_id (file->patient);
  hit->name = uke_person_text_name (file->patient);
  hit->kana = uke_person_text_kana (file->patient);
  hit->patient_number = g_strdup (uke_record_get_code (file->patient, UKE_PATIENT_PATIENT_NUMBER));
  hit->birth_date = uke_record_get_date (file->patient, UKE_PATIENT_BIRTH_DATE);
  hit->sex = intern_sex (file->patient);
  hit->phone = g_strdup (
      file->phones->len > 0 ? uke_record_get_code (file->phones->pdata[0], UKE_PATIENT_PHONE_NUMBER)
                            : "");
  hit->last_visit_date = uke_record_get_date (file->patient, UKE_PATIENT_LAST_VISIT_DATE);
  hit->has_same_name = file->same_names->len > 0;
  hit->is_ended = uke_record_has (file->patient, UKE_PATIENT_ENDED_REASON);
  return hit;
}

/**
 * uke_recent_patients_note:
 * @clinic: an open clinic
 * @file: whose card was opened
 *
 * Thread: main
 */
void
uke_recent_patients_note (UkeClinic *clinic, UkePatientFile *file)
{
  GPtrArray *recent = uke_recent_patients_get (clinic);

  for (unsigned i = 0; i < recent->len; i++) {
    if (uke_id_equal (&((UkeSearchHit *)recent->pdata[i])->patient_id,
                      uke_record_get_id (file->patient))) {
      g_ptr_array_remove_index (recent, i);
      break;
    }
  }
  g_ptr_array_insert (recent, 0, make_hit (file));
  if (recent->len > MAX_RECENT)
    g_ptr_array_set_size (recent, MAX_RECENT);
}

/**
 * uke_recent_patients_get:
 * @clinic: an open clinic
 *
 * Returns: (transfer none) (element-type UkeSearchHit): the newest first
 * Thread: main
 */
GPtrArray *
uke_recent_patients_get (UkeClinic *clinic)
{
  GPtrArray *recent = g_object_get_data (G_OBJECT (clinic), "recent-patients");

  if (recent == NULL) {
    recent = g_ptr_array_new_with_free_func (g_object_unref);
    g_object_set_data_full (G_OBJECT (clinic), "recent-patients", recent,
                            (GDestroyNotify)g_ptr_array_unref);
  }
  return recent;
}
