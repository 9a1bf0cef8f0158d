/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-ctl"

#include "config.h"

#include "ctl/uke-ctl.h"

#include "clinic/uke-search.h"

#include <glib/gi18n.h>
#include <stdio.h>

static json_t *
hit_to_json (const UkeSearchHit *hit)
{
  g_autofree char *birth
      = hit->birth_date != UKE_DATE_NONE ? uke_date_to_iso (hit->birth_date) : NULL;
  g_autofree char *id = uke_id_dup_hex (&hit->patient_id);

  return json_pack ("{s:s, s:s, s:s, s:s, s:s?, s:s, s:s, s:b}", "id", id, "patient_number",
                    hit->patient_number, "name", hit->name, "kana", hit->kana, "birth_date", birth,
                    "phone", hit->phone, "sex", hit->sex != NULL ? hit->sex : "unknown", "is_ended",
                    hit->is_ended);
}

/**
 * uke_ctl_search:
 * @ctl: the run
 * @argc: the command's words
 * @argv: the command's words
 *
 * uketsukectl search TEXT
 *
 * Returns: the exit status
 * Thread: main
 */
UkeCtlExit
uke_ctl_search (UkeCtl *ctl, int argc, char **argv)
{
  g_autoptr (UkeSearchResult) found = NULL;
  g_autoptr (GAsyncResult) noted = NULL;
  GAsyncResult *result = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 2)
    return uke_ctl_usage (_ ("search takes one text: uketsukectl search TEXT"));
  if (!uke_ctl_open (ctl, &error))
    return uke_ctl_fail (ctl, error);
  found = uke_clinic_search (ctl->clinic, argv[1], 50);
  uke_clinic_note_search_async (ctl->clinic, argv[1], found->total, uke_ctl_take_result, &result);
  noted = uke_ctl_wait (&result);
  if (!uke_clinic_note_search_finish (ctl->clinic, noted, &error))
    return uke_ctl_fail (ctl, error);
  if (ctl->is_json) {
    json_t *array = json_array ();

    for (unsigned i = 0; i < found->hits->len; i++)
      json_array_append_new (array, hit_to_json (g_ptr_array_index (found->hits, i)));
    uke_ctl_print_json (array);
    return UKE_CTL_DONE;
  }
  for (unsigned i = 0; i < found->hits->len; i++) {
    const UkeSearchHit *hit = g_ptr_array_index (found->hits, i);
    g_autofree char *birth
        = hit->birth_date != UKE_DATE_NONE ? uke_date_to_iso (hit->birth_date) : g_strdup ("");

    printf ("%s\t%s\t%s\t%s\n", hit->patient_number, hit->name, hit->kana, birth);
  }
  printf (ngettext ("%u patient\n", "%u patients\n", found->total), found->total);
  return UKE_CTL_DONE;
}
