/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-settings-pane.h"
#include "app/settings/uke-settings-panes.h"
#include "app/uke-perform.h"
#include "app/widgets/uke-hours-grid.h"
#include "app/widgets/uke-list-rows.h"
#include "base/uke-era.h"
#include "clinic/uke-hours-commands.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

typedef struct {
  UkeClinic *clinic; /* (unowned): the handlers go with the widget */
  GtkWidget *box;    /* (unowned): owns this */
  UkeHoursGrid *grid;
  GtkWidget *keep;
  GtkLabel *who;
  GtkListBox *others;
  GtkWidget *others_heading;
  UkeOpeningHours common;
  GArray *followers; /* (owned) (element-type UkeId): whose hours the table shows */
} Hours;

static void
hours_free (gpointer data)
{
  Hours *self = data;

  g_array_unref (self->followers);
  g_free (self);
}

static void apply_common_cb (GtkWidget *button, Hours *self);

/* The resource at a position, where it is in use. */
static UkeRecord *
get_used (Hours *self, unsigned position)
{
  g_autoptr (UkeRecord) resource
      = g_list_model_get_item (uke_clinic_get_resources (self->clinic), position);

  /* The list keeps it. */
  return uke_record_get_bool (resource, UKE_RESOURCE_IS_ACTIVE) ? resource : NULL;
}

static unsigned
count_equal (Hours *self, const UkeOpeningHours *hours)
{
  GListModel *resources = uke_clinic_get_resources (self->clinic);
  unsigned n = 0, n_rows;
  UkeOpeningHours other;

  for (unsigned i = 0; i < g_list_model_get_n_items (resources); i++) {
    UkeRecord *resource = get_used (self, i);

    if (resource != NULL
        && uke_clinic_get_opening_hours (self->clinic, uke_record_get_id (resource), &other,
                                         &n_rows)
        && uke_opening_hours_equal (hours, &other))
      n++;
  }
  return n;
}

/* The table that most resources follow is the clinic's. */
static gboolean
find_common (Hours *self)
{
  GListModel *resources = uke_clinic_get_resources (self->clinic);
  unsigned best = 0, n_rows;
  UkeOpeningHours hours;

  for (unsigned i = 0; i < g_list_model_get_n_items (resources); i++) {
    UkeRecord *resource = get_used (self, i);
    unsigned n;

    if (resource == NULL
        || !uke_clinic_get_opening_hours (self->clinic, uke_record_get_id (resource), &hours,
                                          &n_rows))
      continue;
    n = count_equal (self, &hours);
    if (n > best) {
      best = n;
      self->common = hours;
    }
  }
  return best > 0;
}

static char *
dup_stretches (Hours *self, const UkeId *resource_id, int weekday)
{
  GListModel *rows = uke_clinic_get_working_hours (self->clinic);
  GString *text = g_string_new (NULL);

  for (unsigned i = 0; i < g_list_model_get_n_items (rows); i++) {
    g_autoptr (UkeRecord) row = g_list_model_get_item (rows, i);
    int start = (int)uke_record_get_int (row, UKE_WORKING_HOURS_START_MIN);
    int end = (int)uke_record_get_int (row, UKE_WORKING_HOURS_END_MIN);

    if (uke_record_get_int (row, UKE_WORKING_HOURS_WEEKDAY) != weekday
        || !uke_id_equal (uke_record_get_id_value (row, UKE_WORKING_HOURS_RESOURCE_ID),
                          resource_id))
      continue;
    g_string_append_printf (text, "%s%d:%02d–%d:%02d", text->len > 0 ? " " : "", start / 60,
                            start % 60, end / 60, end % 60);
  }
  return g_string_free (text, FALSE);
}

/* "月火水 9:00–13:00 14:30–18:30、土 9:00–13:00": days of the same hours stand together. */
static char *
dup_week (Hours *self, const UkeId *resource_id)
{
  GString *text = g_string_new (NULL);
  g_autofree char *before = NULL;

  for (int day = 1; day <= 7; day++) {
    g_autofree char *stretches = dup_stretches (self, resource_id, day % 7);

    if (stretches[0] != '\0' && g_strcmp0 (stretches, before) != 0 && before != NULL) {
      g_string_append_printf (text, " %s%s", before, C_ ("between the names of a list", ", "));
      g_clear_pointer (&before, g_free);
    }
    if (stretches[0] == '\0')
      continue;
    g_string_append (text, uke_era_weekday_name (day % 7));
    g_free (before);
    before = g_steal_pointer (&stretches);
  }
  if (before != NULL)
    g_string_append_printf (text, " %s", before);
  else
    g_string_append (text, _ ("No hours yet: its column stays closed"));
  return g_string_free (text, FALSE);
}

static void
add_other (Hours *self, UkeRecord *resource)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Use the clinic's hours"));
  g_autofree char *week = dup_week (self, uke_record_get_id (resource));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, self->followers->len > 0
                                        && uke_clinic_may (self->clinic, UKE_ACTION_SET_UP_CLINIC));
  g_object_set_data_full (G_OBJECT (button), "uke-resource", g_object_ref (resource),
                          g_object_unref);
  g_signal_connect (button, "clicked", G_CALLBACK (apply_common_cb), self);
  gtk_list_box_append (
      self->others,
      uke_text_row_new (NULL, uke_record_get_text (resource, UKE_RESOURCE_NAME), week, button));
}

/* A chair without hours is open whenever somebody treats at it: only providers are listed. */
static gboolean
needs_hours (UkeRecord *resource)
{
  return g_strcmp0 (uke_record_get_code (resource, UKE_RESOURCE_KIND), UKE_RESOURCE_KIND_PROVIDER)
         == 0;
}

static void
sort_resources (Hours *self)
{
  GListModel *resources = uke_clinic_get_resources (self->clinic);
  g_autoptr (GPtrArray) others = g_ptr_array_new ();
  unsigned n_rows;
  UkeOpeningHours hours;

  g_array_set_size (self->followers, 0);
  uke_list_box_clear (self->others);
  for (unsigned i = 0; i < g_list_model_get_n_items (resources); i++) {
    UkeRecord *resource = get_used (self, i);

    if (resource == NULL)
      continue;
    if (uke_clinic_get_opening_hours (self->clinic, uke_record_get_id (resource), &hours, &n_rows)
        && uke_opening_hours_equal (&hours, &self->common))
      g_array_append_val (self->followers, *uke_record_get_id (resource));
    else if (n_rows > 0 || needs_hours (resource))
      g_ptr_array_add (others, resource);
  }
  for (unsigned i = 0; i < others->len; i++)
    add_other (self, others->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->others), others->len > 0);
  gtk_widget_set_visible (self->others_heading, others->len > 0);
}

static void
grid_changed_cb (Hours *self)
{
  UkeOpeningHours shown;
  gboolean is_good = uke_hours_grid_get_hours (self->grid, &shown) == UKE_OPENING_HOURS_GOOD;

  gtk_widget_set_sensitive (self->keep,
                            is_good && self->followers->len > 0
                                && !uke_opening_hours_equal (&shown, &self->common)
                                && uke_clinic_may (self->clinic, UKE_ACTION_SET_UP_CLINIC));
}

static void
show_hours (GtkWidget *box)
{
  Hours *self = g_object_get_data (G_OBJECT (box), "uke-hours");
  g_autofree char *who = NULL;

  if (!find_common (self))
    self->common = UKE_OPENING_HOURS_USUAL;
  sort_resources (self);
  uke_hours_grid_set_hours (self->grid, &self->common);
  gtk_widget_set_sensitive (GTK_WIDGET (self->grid),
                            self->followers->len > 0
                                && uke_clinic_may (self->clinic, UKE_ACTION_SET_UP_CLINIC));
  who = self->followers->len > 0
            ? g_strdup_printf (ngettext ("%u column follows this table.",
                                         "%u columns follow this table.", self->followers->len),
                               self->followers->len)
            : g_strdup (_ ("No column follows a table yet."));
  gtk_label_set_text (self->who, who);
  grid_changed_cb (self);
}

static void
keep_cb (Hours *self)
{
  UkeOpeningHours hours;

  if (uke_hours_grid_get_hours (self->grid, &hours) != UKE_OPENING_HOURS_GOOD)
    return;
  uke_perform (self->box, uke_command_set_opening_hours (g_array_copy (self->followers), &hours),
               _ ("Hours changed. Bookings stay where they are."));
}

static void
apply_common_cb (GtkWidget *button, Hours *self)
{
  UkeRecord *resource = g_object_get_data (G_OBJECT (button), "uke-resource");
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (UkeId));

  g_array_append_val (ids, *uke_record_get_id (resource));
  uke_perform (self->box, uke_command_set_opening_hours (ids, &self->common),
               _ ("Hours changed. Bookings stay where they are."));
}

static void
changed_cb (GtkWidget *box, UkeChanges *changes)
{
  if (uke_changes_touches (changes, &UKE_ENTITY_WORKING_HOURS)
      || uke_changes_touches (changes, &UKE_ENTITY_RESOURCE))
    show_hours (box);
}

static void
add_foot (Hours *self, GtkWidget *card)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->who = GTK_LABEL (gtk_label_new (NULL));
  self->keep = gtk_button_new_with_label (_ ("Keep these hours"));
  gtk_label_set_xalign (self->who, 0);
  gtk_widget_add_css_class (GTK_WIDGET (self->who), "uk-secondary");
  gtk_widget_set_hexpand (GTK_WIDGET (self->who), TRUE);
  gtk_widget_add_css_class (self->keep, "suggested-action");
  g_signal_connect_swapped (self->keep, "clicked", G_CALLBACK (keep_cb), self);
  gtk_box_append (GTK_BOX (foot), GTK_WIDGET (self->who));
  gtk_box_append (GTK_BOX (foot), self->keep);
  gtk_box_append (GTK_BOX (card), foot);
}

/**
 * uke_hours_settings_new:
 * @clinic: the clinic
 *
 * The time table that most columns follow, to be changed for all of them at once, and the columns
 * with hours of their own.
 *
 * Returns: (transfer floating): the group
 * Thread: main
 */
GtkWidget *
uke_hours_settings_new (UkeClinic *clinic)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = uke_settings_group_new (
      _ ("Opening hours"), _ ("A time between morning and afternoon is the lunch break."));
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  Hours *self = g_new0 (Hours, 1);

  self->clinic = clinic;
  self->box = box;
  self->followers = g_array_new (FALSE, FALSE, sizeof (UkeId));
  self->grid = UKE_HOURS_GRID (uke_hours_grid_new ());
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "uk-hours-card");
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->grid));
  add_foot (self, card);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), card);
  gtk_box_append (GTK_BOX (box), group);
  self->others_heading = gtk_label_new (_ ("Columns with hours of their own"));
  gtk_label_set_xalign (GTK_LABEL (self->others_heading), 0);
  gtk_widget_add_css_class (self->others_heading, "heading");
  self->others = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->others, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->others), "boxed-list");
  gtk_box_append (GTK_BOX (box), self->others_heading);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->others));
  g_object_set_data_full (G_OBJECT (box), "uke-hours", self, hours_free);
  g_signal_connect_swapped (self->grid, "changed", G_CALLBACK (grid_changed_cb), self);
  g_signal_connect_object (clinic, "changed", G_CALLBACK (changed_cb), box, G_CONNECT_SWAPPED);
  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (show_hours), box,
                           G_CONNECT_SWAPPED);
  show_hours (box);
  return box;
}
