/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/uke-staff-name.h"

#include "model/uke-entities.h"

/**
 * uke_staff_dup_name:
 * @staff: a member of the staff
 *
 * The one way in which a member of the staff is named in lists, in the log and on paper.
 *
 * Returns: (transfer full): family and given name with a space between them, or the family name
 * alone Thread: any
 */
char *
uke_staff_dup_name (UkeRecord *staff)
{
  const char *family = uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME);
  const char *given = uke_record_get_text (staff, UKE_STAFF_GIVEN_NAME);

  if (given == NULL || *given == '\0')
    return g_strdup (family != NULL ? family : "");
  return g_strjoin (" ", family != NULL ? family : "", given, NULL);
}
