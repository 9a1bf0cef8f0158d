/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/start/uke-start.h"
#include "app/uke-application.h"
#include "app/widgets/uke-hours-grid.h"
#include "support/uke-test-session.h"
#include "tests/app/uke-test-display.h"
#include "tests/app/uke-test-find.h"
#include "vault/uke-data-dir.h"

#include <string.h>

/* The real program parts on a real bus, keyring and encrypted file: one process, one session. */
static GtkApplication *application;
static UkeTestSession *session;

typedef struct {
  UkeWindow *window;
  UkeStart *start;
  char *dir;
} Fixture;

static void
begin (Fixture *f)
{
  f->window = uke_window_new (application);
  gtk_window_present (GTK_WINDOW (f->window));
  f->start = uke_start_new (f->window, f->dir, NULL, NULL);
  uke_start_begin (f->start);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_assert_true (uke_clinic_close_finish (UKE_CLINIC (source), result, NULL));
  *(gboolean *)data = TRUE;
}

static void
end (Fixture *f)
{
  UkeClinic *clinic = uke_start_get_clinic (f->start);
  gboolean is_closed = FALSE;

  if (clinic != NULL && uke_clinic_is_open (clinic)) {
    uke_clinic_close_async (clinic, closed_cb, &is_closed);
    uke_test_wait_for (is_closed);
  }
  gtk_window_destroy (GTK_WINDOW (f->window));
  uke_test_settle ();
  g_clear_object (&f->start);
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer type)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), type);
}

static gboolean
is_named (GtkWidget *widget, gconstpointer name)
{
  return g_str_equal (gtk_widget_get_name (widget), name);
}

static gboolean
is_suggested (GtkWidget *widget, gconstpointer unused)
{
  /* Entry rows have a button of that kind within, which is not shown. */
  return GTK_IS_BUTTON (widget) && gtk_widget_get_visible (widget)
         && gtk_widget_has_css_class (widget, "suggested-action");
}

static gboolean
is_empty_row (GtkWidget *widget, gconstpointer unused)
{
  return ADW_IS_ENTRY_ROW (widget) && *gtk_editable_get_text (GTK_EDITABLE (widget)) == '\0';
}

static gboolean
is_code_entry (GtkWidget *widget, gconstpointer unused)
{
  return GTK_IS_ENTRY (widget) && gtk_widget_has_css_class (widget, "uk-code-entry");
}

static gboolean
is_new_code_line (GtkWidget *widget, gconstpointer seen)
{
  return GTK_IS_LABEL (widget) && gtk_widget_has_css_class (widget, "uk-code-line")
         && strstr (seen, gtk_label_get_label (GTK_LABEL (widget))) == NULL;
}

/* In whatever language the half day is named. */
static gboolean
is_morning_of (GtkWidget *widget, gconstpointer weekday)
{
  const char *tip = gtk_widget_get_tooltip_text (widget);

  return GTK_IS_TOGGLE_BUTTON (widget) && tip != NULL && g_str_has_prefix (tip, weekday);
}

static gboolean
is_problem (GtkWidget *widget, gconstpointer unused)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_visible (widget)
         && gtk_widget_has_css_class (widget, "error");
}

static GtkWidget *
await_card (Fixture *f, const char *type)
{
  GtkWidget *card = NULL;

  uke_test_wait_for ((card = uke_test_find (GTK_WIDGET (f->window), is_of_type, type)) != NULL);
  return card;
}

static void
click (GtkWidget *button)
{
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* Sets a clinic up through the cards. Returns: (transfer full): the code that was shown */
static char *
set_up_clinic (Fixture *f)
{
  GtkWidget *card = await_card (f, "UkeStartWelcome"), *line;
  GString *code = g_string_new (NULL);

  g_assert_false (gtk_widget_is_sensitive (uke_test_find (card, is_suggested, NULL)));
  gtk_editable_set_text (GTK_EDITABLE (uke_test_find (card, is_empty_row, NULL)),
                         "そよぎ台クリニック");
  gtk_editable_set_text (GTK_EDITABLE (uke_test_find (card, is_empty_row, NULL)), "青柳");
  click (uke_test_find (card, is_suggested, NULL));

  click (uke_test_find (await_card (f, "UkeStartHours"), is_suggested, NULL));

  card = await_card (f, "UkeStartCode");
  while ((line = uke_test_find (card, is_new_code_line, code->str)) != NULL)
    g_string_append_printf (code, "%s ", gtk_label_get_label (GTK_LABEL (line)));
  click (uke_test_find (card, is_suggested, NULL));

  card = await_card (f, "UkeStartCodeEntry");
  g_assert_false (gtk_widget_is_sensitive (uke_test_find (card, is_suggested, NULL)));
  gtk_editable_set_text (GTK_EDITABLE (uke_test_find (card, is_code_entry, NULL)), code->str);
  click (uke_test_find (card, is_suggested, NULL));
  return g_string_free (code, FALSE);
}

static void
assert_desk (Fixture *f)
{
  UkeRecord *staff;

  uke_test_wait_for (uke_window_get_clinic (f->window) != NULL);
  staff = uke_clinic_get_sitting_staff (uke_window_get_clinic (f->window));
  g_assert_nonnull (staff);
  g_assert_cmpstr (uke_record_get_text (staff, UKE_STAFF_FAMILY_NAME), ==, "青柳");
}

/* The hours that were offered are the director's now, and something can be booked. */
static void
assert_opened (UkeClinic *clinic)
{
  g_autoptr (UkeRecord) column = g_list_model_get_item (uke_clinic_get_resources (clinic), 0);

  g_assert_nonnull (column);
  g_assert_cmpstr (uke_record_get_text (column, UKE_RESOURCE_NAME), ==, "青柳 院長");
  g_assert_cmpuint (g_list_model_get_n_items (uke_clinic_get_working_hours (clinic)), ==, 11);
  g_assert_cmpuint (g_list_model_get_n_items (uke_clinic_get_menus (clinic)), >, 0);
}

static void
start_at_desk (Fixture *f)
{
  begin (f);
  assert_desk (f);
  end (f);
}

/* From nothing to a desk with the director at it; the next start asks nothing; on another keyring
 * the recovery code opens it, and once is enough. */
static void
test_first_run (void)
{
  Fixture f = { .dir = g_build_filename (uke_test_session_get_root (session), "first", NULL) };
  g_autofree char *code = NULL;
  GtkWidget *card;

  uke_test_session_start_keyring (session, "pass");
  begin (&f);
  code = set_up_clinic (&f);
  card = await_card (&f, "UkeStartStatement");
  click (uke_test_find (card, is_named, "calendar"));
  assert_desk (&f);
  assert_opened (uke_window_get_clinic (f.window));
  end (&f);
  start_at_desk (&f);

  uke_test_session_stop_keyring (session);
  uke_test_session_forget_keyring (session);
  uke_test_session_start_keyring (session, "pass");
  begin (&f);
  card = await_card (&f, "UkeStartStatement");
  g_assert_null (uke_test_find (card, is_named, "unlock"));
  click (uke_test_find (card, is_named, "code"));
  card = await_card (&f, "UkeStartCodeEntry");
  gtk_editable_set_text (GTK_EDITABLE (uke_test_find (card, is_code_entry, NULL)), code);
  click (uke_test_find (card, is_suggested, NULL));
  assert_desk (&f);
  end (&f);
  start_at_desk (&f);
  uke_test_session_stop_keyring (session);
  g_free (f.dir);
}

/* A second program on the same folder is told so, and leads on once the first is closed. */
static void
test_in_use (void)
{
  Fixture f = { .dir = g_build_filename (uke_test_session_get_root (session), "used", NULL) };
  g_autoptr (UkeDataDir) dir = uke_data_dir_new (f.dir);
  g_autoptr (UkeDataLock) lock = NULL;
  GtkWidget *card;

  g_assert_true (uke_data_dir_create_sync (dir, NULL));
  lock = uke_data_dir_lock_sync (dir, "test", NULL, NULL);
  begin (&f);
  card = await_card (&f, "UkeStartStatement");
  g_assert_null (uke_test_find (card, is_named, "code"));
  g_clear_pointer (&lock, uke_data_lock_free);
  click (uke_test_find (card, is_named, "retry"));
  await_card (&f, "UkeStartWelcome");
  end (&f);
  g_free (f.dir);
}

/* The time table gives back what it was shown, follows a click, and says what does not fit. */
static void
test_hours_grid (void)
{
  GtkWidget *grid = g_object_ref_sink (uke_hours_grid_new ());
  UkeOpeningHours hours = UKE_OPENING_HOURS_USUAL, read;
  GtkWidget *sunday;

  hours.morning_min[0] = 8 * 60 + 45;
  hours.afternoon_days = 0;
  uke_hours_grid_set_hours (UKE_HOURS_GRID (grid), &hours);
  g_assert_cmpint (uke_hours_grid_get_hours (UKE_HOURS_GRID (grid), &read), ==,
                   UKE_OPENING_HOURS_GOOD);
  g_assert_cmpint (read.morning_min[0], ==, 8 * 60 + 45);
  g_assert_cmpuint (read.morning_days, ==, 0x7e);
  g_assert_cmpuint (read.afternoon_days, ==, 0);

  sunday = uke_test_find (grid, is_morning_of, "日");
  g_assert_nonnull (sunday);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (sunday), TRUE);
  uke_hours_grid_get_hours (UKE_HOURS_GRID (grid), &read);
  g_assert_cmpuint (read.morning_days, ==, 0x7f);

  hours.morning_days = 0;
  uke_hours_grid_set_hours (UKE_HOURS_GRID (grid), &hours);
  g_assert_cmpint (uke_hours_grid_get_hours (UKE_HOURS_GRID (grid), &read), ==,
                   UKE_OPENING_HOURS_NO_DAY);
  g_assert_nonnull (uke_test_find (grid, is_problem, NULL));
  g_object_unref (grid);
}

int
main (int argc, char **argv)
{
  g_autofree char *display = g_strdup (g_getenv ("DISPLAY"));
  int status;

  if (!uke_test_session_is_possible ())
    return 77;
  /* The session comes first: whoever asks for the bus first decides for the whole process. */
  session = uke_test_session_new ();
  g_setenv ("DISPLAY", display, TRUE);
  uke_test_display_init (&argc, &argv);
  application = uke_test_register (GTK_APPLICATION (uke_application_new ()));
  g_test_add_func ("/app/start/first-run", test_first_run);
  g_test_add_func ("/app/start/in-use", test_in_use);
  g_test_add_func ("/app/start/hours-grid", test_hours_grid);
  status = g_test_run ();
  uke_test_session_free (session);
  return status;
}
