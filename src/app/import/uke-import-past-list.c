/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/import/uke-import-past-list.h"

#include "app/import/uke-import-words.h"
#include "app/uke-perform.h"
#include "app/uke-window.h"
#include "app/widgets/uke-chip.h"
#include "base/uke-era.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

/* Nobody looks further back from here; the log has them all. */
#define MAX_SHOWN 20
#define UNDO_DAYS 7

struct _UkeImportPastList {
  AdwBin parent_instance;

  UkeClinic *clinic;     /* (owned) (nullable) */
  GCancellable *loading; /* (owned) (nullable) */
  GtkWidget *box;
  GtkListBox *list;
  gboolean is_undoing;
};

G_DEFINE_FINAL_TYPE (UkeImportPastList, uke_import_past_list, ADW_TYPE_BIN)

enum { SIGNAL_GO_ON, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
has_state (UkeRecord *run, const char *state)
{
  return g_str_equal (uke_record_get_code (run, UKE_IMPORT_RUN_STATE), state);
}

static char *
describe_time (UkeImportPastList *self, int64_t time_us)
{
  UkeDate date = UKE_DATE_NONE;
  int minute = 0;

  uke_zone_split (uke_clinic_get_zone (self->clinic), time_us, &date, &minute);
  g_autofree char *day = uke_era_format_short (date);
  return g_strdup_printf ("%s %d:%02d", day, minute / 60, minute % 60);
}

static char *
describe_run (UkeImportPastList *self, const UkeImportRunFacts *facts)
{
  UkeRecord *run = facts->run;
  UkeRecord *staff = uke_clinic_lookup (self->clinic, &UKE_ENTITY_STAFF, &facts->staff_id);
  g_autofree char *time
      = describe_time (self, uke_record_get_time_us (run, UKE_IMPORT_RUN_STARTED_AT_US));
  const char *kind = uke_import_words_kind (uke_record_get_code (run, UKE_IMPORT_RUN_KIND));

  return g_strdup_printf (
      _ ("%s, %s, %s: new %d, updated %d, there already %d, not imported %d"), time,
      staff != NULL ? uke_record_get_code (staff, UKE_STAFF_FAMILY_NAME) : _ ("unknown"), kind,
      (int)uke_record_get_int (run, UKE_IMPORT_RUN_N_CREATED),
      (int)uke_record_get_int (run, UKE_IMPORT_RUN_N_CHANGED),
      (int)uke_record_get_int (run, UKE_IMPORT_RUN_N_MATCHED),
      (int)uke_record_get_int (run, UKE_IMPORT_RUN_N_REFUSED));
}

static GtkWidget *
make_state (UkeRecord *run)
{
  if (has_state (run, UKE_IMPORT_UNDONE))
    return uke_chip_new ("edit-undo-symbolic", _ ("Undone"), NULL);
  if (has_state (run, UKE_IMPORT_DONE))
    return uke_chip_new ("object-select-symbolic", _ ("Imported"), "ok");
  return uke_chip_new ("media-playback-pause-symbolic", _ ("Stopped on the way"), "warn");
}

static gboolean
can_undo (UkeImportPastList *self, UkeRecord *run)
{
  int64_t age_us = uke_clock_now_us (uke_clinic_get_clock (self->clinic))
                   - uke_record_get_time_us (run, UKE_IMPORT_RUN_STARTED_AT_US);

  return !has_state (run, UKE_IMPORT_UNDONE) && age_us < UNDO_DAYS * INT64_C (86400000000)
         && uke_record_get_int (run, UKE_IMPORT_RUN_N_CREATED)
                    + uke_record_get_int (run, UKE_IMPORT_RUN_N_CHANGED)
                > 0
         && uke_clinic_may (self->clinic, UKE_ACTION_IMPORT_UNDO);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeImportPastList) self = data;
  g_autoptr (GError) error = NULL;
  UkeWindow *window = uke_window_of (GTK_WIDGET (self));

  self->is_undoing = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), TRUE);
  if (!uke_clinic_undo_import_finish (UKE_CLINIC (source), result, NULL, &error))
    uke_present_error (GTK_WIDGET (self), error);
  else if (window != NULL)
    uke_window_say (window, _ ("The import is undone"));
  uke_import_past_list_load (self, self->clinic);
}

static void
undo_clicked_cb (GtkButton *button, UkeImportPastList *self)
{
  UkeRecord *run = g_object_get_data (G_OBJECT (button), "uke-run");

  if (self->is_undoing)
    return;
  self->is_undoing = TRUE;
  gtk_button_set_label (button, _ ("Undoing…"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->list), FALSE);
  uke_clinic_undo_import_async (self->clinic, uke_record_get_id (run), NULL, undone_cb,
                                g_object_ref (self));
}

static void
go_on_clicked_cb (GtkButton *button, UkeImportPastList *self)
{
  g_signal_emit (self, signals[SIGNAL_GO_ON], 0, g_object_get_data (G_OBJECT (button), "uke-run"));
}

static void
add_button (UkeImportPastList *self,
            GtkWidget *row,
            UkeRecord *run,
            const char *word,
            const char *tip,
            GCallback clicked_cb)
{
  GtkWidget *button = gtk_button_new_with_label (word);
  g_autofree char *label
      = g_strdup_printf (_ ("%s: %s"), word, uke_record_get_code (run, UKE_IMPORT_RUN_FILE_NAME));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "uke-run", g_object_ref (run), g_object_unref);
  g_signal_connect_object (button, "clicked", clicked_cb, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
add_run (UkeImportPastList *self, const UkeImportRunFacts *facts)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *subtitle = describe_run (self, facts);
  GtkWidget *state = make_state (facts->run);

  gtk_widget_set_valign (state, GTK_ALIGN_CENTER);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 uke_record_get_code (facts->run, UKE_IMPORT_RUN_FILE_NAME));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), state);
  if ((has_state (facts->run, UKE_IMPORT_CANCELLED) || has_state (facts->run, UKE_IMPORT_RUNNING))
      && uke_clinic_may (self->clinic, UKE_ACTION_IMPORT_RUN))
    add_button (self, row, facts->run, _ ("Go on…"),
                _ ("Choose the same file; it goes on with the first row that is missing"),
                G_CALLBACK (go_on_clicked_cb));
  if (can_undo (self, facts->run))
    add_button (self, row, facts->run, _ ("Undo"),
                _ ("Takes back everything that this import wrote. Possible for 7 days."),
                G_CALLBACK (undo_clicked_cb));
  gtk_list_box_append (self->list, row);
}

static void
show_runs (UkeImportPastList *self, GPtrArray *runs)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (unsigned i = 0; i < MIN (runs->len, MAX_SHOWN); i++)
    add_run (self, runs->pdata[i]);
  gtk_widget_set_visible (self->box, runs->len > 0);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (UkeImportPastList) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs
      = uke_clinic_load_import_runs_finish (UKE_CLINIC (source), result, &error);

  if (runs == NULL) {
    uke_present_error (GTK_WIDGET (self), error);
    return;
  }
  g_clear_object (&self->loading);
  show_runs (self, runs);
}

/**
 * uke_import_past_list_load:
 * @self: the list
 * @clinic: whose imports
 *
 * Shows them as they are now.
 *
 * Thread: main
 */
void
uke_import_past_list_load (UkeImportPastList *self, UkeClinic *clinic)
{
  g_set_object (&self->clinic, clinic);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  uke_clinic_load_import_runs_async (clinic, self->loading, loaded_cb, g_object_ref (self));
}

static void
uke_import_past_list_dispose (GObject *object)
{
  UkeImportPastList *self = UKE_IMPORT_PAST_LIST (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_import_past_list_parent_class)->dispose (object);
}

static void
uke_import_past_list_class_init (UkeImportPastListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_import_past_list_dispose;
  signals[SIGNAL_GO_ON] = g_signal_new ("go-on", UKE_TYPE_IMPORT_PAST_LIST, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, UKE_TYPE_RECORD);
}

static void
uke_import_past_list_init (UkeImportPastList *self)
{
  GtkWidget *heading = gtk_label_new (_ ("Imports so far"));
  GtkWidget *list = gtk_list_box_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list = GTK_LIST_BOX (list);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_add_css_class (list, "uk-import-past");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Imports so far"), -1);
  gtk_box_append (GTK_BOX (self->box), heading);
  gtk_box_append (GTK_BOX (self->box), list);
  gtk_widget_set_visible (self->box, FALSE);
  adw_bin_set_child (ADW_BIN (self), self->box);
}
