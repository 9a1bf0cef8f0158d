/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-closure-dialog.h"
#include "app/settings/uke-settings-pane.h"
#include "app/settings/uke-settings-panes.h"
#include "app/uke-perform.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-list-rows.h"
#include "base/uke-era.h"
#include "base/uke-holiday.h"
#include "clinic/uke-set-up-commands.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

enum { HOLIDAY_DAYS = 365 };

typedef struct {
  UkeClinic *clinic; /* (unowned): the handlers go with the widget */
  GtkWidget *box;    /* (unowned): owns this */
  GtkWidget *add;
  GtkListBox *closures;
  GtkWidget *none;
  AdwExpanderRow *holidays;
  GPtrArray *holiday_rows; /* (owned) (element-type GtkWidget) */
} Closures;

static void
closures_free (gpointer data)
{
  Closures *self = data;

  g_ptr_array_unref (self->holiday_rows);
  g_free (self);
}

static UkeDate
get_today (Closures *self)
{
  return uke_zone_date_of (uke_clinic_get_zone (self->clinic),
                           uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
}

static gboolean
is_of_the_clinic (UkeRecord *closure)
{
  return uke_id_is_none (uke_record_get_id_value (closure, UKE_CLOSURE_RESOURCE_ID));
}

static UkeDate
last_day_of (UkeRecord *closure)
{
  return uke_record_has (closure, UKE_CLOSURE_TO_DATE)
             ? uke_record_get_date (closure, UKE_CLOSURE_TO_DATE)
             : uke_record_get_date (closure, UKE_CLOSURE_FROM_DATE);
}

static gboolean
opens (UkeRecord *closure)
{
  return g_strcmp0 (uke_record_get_code (closure, UKE_CLOSURE_KIND), UKE_CLOSURE_KIND_OPEN) == 0;
}

static char *
dup_days (UkeRecord *closure)
{
  UkeDate from = uke_record_get_date (closure, UKE_CLOSURE_FROM_DATE);
  UkeDate to = last_day_of (closure);
  g_autofree char *first = uke_era_format_full (from);
  g_autofree char *last = uke_era_format_full (to);

  return from == to ? g_steal_pointer (&first) : g_strdup_printf (_ ("%s to %s"), first, last);
}

static void
remove_cb (GtkWidget *button, Closures *self)
{
  UkeRecord *closure = g_object_get_data (G_OBJECT (button), "uke-closure");

  uke_perform (self->box, uke_command_remove_closure (closure), _ ("Taken off the list"));
}

static GtkWidget *
make_closure (Closures *self, UkeRecord *closure)
{
  GtkWidget *row;
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *days = dup_days (closure);
  g_autofree char *label = g_strdup_printf (_ ("Take %s off the list"), days);

  row = uke_text_row_new (NULL, days, uke_record_get_text (closure, UKE_CLOSURE_REASON),
                          opens (closure) ? uke_chip_new (NULL, _ ("Open"), "ok")
                                          : uke_chip_new (NULL, _ ("Closed"), "warn"));
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (remove, label);
  gtk_widget_set_sensitive (remove, uke_clinic_may (self->clinic, UKE_ACTION_SET_UP_CLINIC));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (remove), "uke-closure", g_object_ref (closure), g_object_unref);
  g_signal_connect (remove, "clicked", G_CALLBACK (remove_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  return row;
}

static int
compare_closures (gconstpointer a, gconstpointer b)
{
  UkeDate left = uke_record_get_date (*(UkeRecord *const *)a, UKE_CLOSURE_FROM_DATE);
  UkeDate right = uke_record_get_date (*(UkeRecord *const *)b, UKE_CLOSURE_FROM_DATE);

  return left < right ? -1 : left > right ? 1 : 0;
}

/* The clinic's own days from today on, in order. */
static GPtrArray *
list_closures (Closures *self)
{
  GListModel *all = uke_clinic_get_closures (self->clinic);
  GPtrArray *closures = g_ptr_array_new_with_free_func (g_object_unref);
  UkeDate today = get_today (self);

  for (unsigned i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (UkeRecord) closure = g_list_model_get_item (all, i);

    if (is_of_the_clinic (closure) && last_day_of (closure) >= today)
      g_ptr_array_add (closures, g_steal_pointer (&closure));
  }
  g_ptr_array_sort (closures, compare_closures);
  return closures;
}

static gboolean
is_opened (GPtrArray *closures, UkeDate date)
{
  for (unsigned i = 0; i < closures->len; i++) {
    if (opens (closures->pdata[i])
        && uke_record_get_date (closures->pdata[i], UKE_CLOSURE_FROM_DATE) <= date
        && last_day_of (closures->pdata[i]) >= date)
      return TRUE;
  }
  return FALSE;
}

static void
open_cb (GtkWidget *button, Closures *self)
{
  UkeDate date = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "uke-date"));
  UkeDraft *draft
      = uke_draft_new (&UKE_ENTITY_CLOSURE, uke_clock_now_us (uke_clinic_get_clock (self->clinic)));

  uke_draft_set_text (draft, UKE_CLOSURE_KIND, UKE_CLOSURE_KIND_OPEN);
  uke_draft_set_date (draft, UKE_CLOSURE_FROM_DATE, date);
  uke_draft_set_text (draft, UKE_CLOSURE_REASON, uke_holiday_name (date));
  uke_perform (self->box, uke_command_set_up (draft), _ ("The clinic is open on that day"));
}

static GtkWidget *
make_open_button (Closures *self, UkeDate date)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Open on this day"));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (button, uke_clinic_may (self->clinic, UKE_ACTION_SET_UP_CLINIC));
  g_object_set_data (G_OBJECT (button), "uke-date", GINT_TO_POINTER (date));
  g_signal_connect (button, "clicked", G_CALLBACK (open_cb), self);
  return button;
}

static GtkWidget *
make_holiday (Closures *self, UkeDate date, gboolean is_open)
{
  g_autofree char *day = uke_era_format_full (date);
  GtkWidget *row = uke_text_row_new (NULL, day, uke_holiday_name (date),
                                     is_open ? uke_chip_new (NULL, _ ("Open"), "ok")
                                             : make_open_button (self, date));

  gtk_widget_add_css_class (row, "uk-dense-row");
  return row;
}

static void
show_holidays (Closures *self, GPtrArray *closures)
{
  UkeDate today = get_today (self);
  g_autofree char *count = NULL;

  for (unsigned i = 0; i < self->holiday_rows->len; i++)
    adw_expander_row_remove (self->holidays, self->holiday_rows->pdata[i]);
  g_ptr_array_set_size (self->holiday_rows, 0);
  for (UkeDate date = today; date < today + HOLIDAY_DAYS; date++) {
    GtkWidget *row;

    if (uke_holiday_name (date) == NULL)
      continue;
    row = make_holiday (self, date, is_opened (closures, date));
    g_ptr_array_add (self->holiday_rows, row);
    adw_expander_row_add_row (self->holidays, row);
  }
  count = g_strdup_printf (_ ("%u days in the coming year. They are closed unless opened here."),
                           self->holiday_rows->len);
  adw_expander_row_set_subtitle (self->holidays, count);
}

static void
show_closures (GtkWidget *box)
{
  Closures *self = g_object_get_data (G_OBJECT (box), "uke-closures");
  g_autoptr (GPtrArray) closures = list_closures (self);

  uke_list_box_clear (self->closures);
  for (unsigned i = 0; i < closures->len; i++)
    gtk_list_box_append (self->closures, make_closure (self, closures->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self->closures), closures->len > 0);
  gtk_widget_set_visible (self->none, closures->len == 0);
  gtk_widget_set_sensitive (self->add, uke_clinic_may (self->clinic, UKE_ACTION_SET_UP_CLINIC));
  show_holidays (self, closures);
}

static void
add_cb (Closures *self)
{
  uke_closure_dialog_present (self->box, self->clinic);
}

static void
changed_cb (GtkWidget *box, UkeChanges *changes)
{
  if (uke_changes_touches (changes, &UKE_ENTITY_CLOSURE))
    show_closures (box);
}

/**
 * uke_closure_settings_new:
 * @clinic: the clinic
 *
 * The days on which the clinic is closed, or open all the same, and the holidays of the coming
 * year.
 *
 * Returns: (transfer floating): the group
 * Thread: main
 */
GtkWidget *
uke_closure_settings_new (UkeClinic *clinic)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = uke_settings_group_new (_ ("Closing days"), NULL);
  GtkWidget *holidays = gtk_list_box_new ();
  Closures *self = g_new0 (Closures, 1);

  self->clinic = clinic;
  self->box = box;
  self->holiday_rows = g_ptr_array_new ();
  self->add = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->add),
                        uke_settings_button_content ("list-add-symbolic", _ ("Add days")));
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_cb), self);
  adw_preferences_group_set_header_suffix (ADW_PREFERENCES_GROUP (group), self->add);
  self->closures = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->closures, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->closures), "boxed-list");
  self->none = gtk_label_new (_ ("No closing day is entered from today on."));
  gtk_label_set_xalign (GTK_LABEL (self->none), 0);
  gtk_widget_add_css_class (self->none, "uk-secondary");
  self->holidays = ADW_EXPANDER_ROW (adw_expander_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->holidays), _ ("National holidays"));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (holidays), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (holidays, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (holidays), GTK_WIDGET (self->holidays));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->none);
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->closures));
  gtk_box_append (GTK_BOX (box), holidays);
  g_object_set_data_full (G_OBJECT (box), "uke-closures", self, closures_free);
  g_signal_connect_object (clinic, "changed", G_CALLBACK (changed_cb), box, G_CONNECT_SWAPPED);
  g_signal_connect_object (clinic, "sitting-changed", G_CALLBACK (show_closures), box,
                           G_CONNECT_SWAPPED);
  show_closures (box);
  return box;
}
