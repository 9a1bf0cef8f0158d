/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/uke-pages.h"

#include "app/calendar/uke-calendar-page.h"
#include "app/conflicts/uke-conflict-page.h"
#include "app/duplicates/uke-duplicates-page.h"
#include "app/followup/uke-followup-page.h"
#include "app/import/uke-import-page.h"
#include "app/patients/uke-patients-page.h"
#include "app/settings/uke-settings-page.h"

#include <glib/gi18n.h>

/* In the order of the rail: by how often a day needs them, the settings last. One line a page. */
static const UkePageKind PAGES[] = {
  { "calendar", N_ ("Appointments"), "x-office-calendar-symbolic", uke_calendar_page_get_type,
    FALSE },
  { "conflicts", N_ ("To check"), "dialog-warning-symbolic", uke_conflict_page_get_type, FALSE,
    "calendar" },
  { "followup", N_ ("Follow-up"), "call-start-symbolic", uke_followup_page_get_type, FALSE },
  { "patients", N_ ("Patients"), "system-users-symbolic", uke_patients_page_get_type, FALSE },
  { "duplicates", N_ ("Check for duplicates"), "system-users-symbolic",
    uke_duplicates_page_get_type, FALSE, "patients" },
  { "import", N_ ("Import"), "document-open-symbolic", uke_import_page_get_type, FALSE,
    "settings" },
  { "settings", N_ ("Settings"), "emblem-system-symbolic", uke_settings_page_get_type, TRUE },
};

/**
 * The pages of the desk.
 * @out_n: how many
 *
 * Returns: (transfer none) (array length=out_n): the table.
 * Thread: any
 */
const UkePageKind *
uke_pages_get (unsigned *out_n)
{
  *out_n = G_N_ELEMENTS (PAGES);
  return PAGES;
}

/**
 * Looks a page up.
 * @name: its name
 *
 * Returns: (transfer none) (nullable): its line.
 * Thread: any
 */
const UkePageKind *
uke_pages_find (const char *name)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (PAGES); i++) {
    if (g_strcmp0 (PAGES[i].name, name) == 0)
      return &PAGES[i];
  }
  return NULL;
}
