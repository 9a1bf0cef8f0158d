/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/uke-application.h"
#include "app/uke-window.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "tests/support/uke-test-clinic.h"

/** One program a process; every case has a clinic of its own: real, encrypted, open, with two
 * patients of one name. */
typedef struct {
  UkeTestClinic *clinic;
  UkeWindow *window;
  UkeId patient_id;
  UkeId other_id;
} UkeTestPeople;

static GtkApplication *application;

static inline void
uke_test_people_set_up (UkeTestPeople *fixture, gconstpointer data)
{
  fixture->clinic = uke_test_clinic_new ();
  uke_test_clinic_add_provider (fixture->clinic, "青柳 院長");
  fixture->patient_id = uke_test_clinic_add_patient (fixture->clinic, "1182", "安西", "真理子",
                                                     "あんざい", "まりこ", "090-0000-4821");
  fixture->other_id = uke_test_clinic_add_patient (fixture->clinic, "0417", "安西", "真理子",
                                                   "あんざい", "まりこ", "03-0000-1190");
  fixture->window = uke_window_new (application);
  uke_window_open_clinic (fixture->window, fixture->clinic->clinic);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static inline void
uke_test_people_tear_down (UkeTestPeople *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *)&fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  uke_test_wait_for (fixture->window == NULL);
  /* What was still being read for a page comes to its end; a leak would never. */
  uke_test_wait_for (G_OBJECT (fixture->clinic->clinic)->ref_count == 1);
  uke_test_clinic_free (fixture->clinic);
}

static inline gboolean
uke_test_has_row_title (GtkWidget *widget, gconstpointer title)
{
  return ADW_IS_PREFERENCES_ROW (widget)
         && strstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) != NULL;
}

/** The row of a form with this title. */
static inline GtkWidget *
uke_test_find_row (GtkWidget *widget, const char *title)
{
  return uke_test_find (widget, uke_test_has_row_title, title);
}
