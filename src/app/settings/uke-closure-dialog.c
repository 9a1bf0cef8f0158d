/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-closure-dialog.h"

#include "app/settings/uke-settings-pane.h"
#include "app/uke-perform.h"
#include "base/uke-era.h"
#include "clinic/uke-day-query.h"
#include "clinic/uke-set-up-commands.h"
#include "model/uke-codes.h"

#include <glib/gi18n.h>

/* A longer time is asked for in parts, and so many bookings are named. */
enum { MAX_DAYS = 366, MAX_NAMED = 6 };

typedef struct {
  GtkWindow *window;      /* (unowned): owns this */
  UkeClinic *clinic;      /* (owned) */
  GCancellable *counting; /* (owned) (nullable): while bookings are looked for */
  AdwComboRow *kind;
  GtkEditable *from;
  GtkEditable *to;
  GtkEditable *reason;
  GtkLabel *bookings;
  GtkWidget *add;
} Dialog;

static void
dialog_free (gpointer data)
{
  Dialog *self = data;

  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_object_unref (self->clinic);
  g_free (self);
}

static gboolean
is_closing (Dialog *self)
{
  return adw_combo_row_get_selected (self->kind) == 0;
}

/* The days that were typed. Returns: whether they make sense */
static gboolean
get_days (Dialog *self, UkeDate *out_from, UkeDate *out_to)
{
  gboolean has_from = uke_era_parse (gtk_editable_get_text (self->from), out_from, NULL);
  gboolean is_one_day = gtk_editable_get_text (self->to)[0] == '\0';
  gboolean has_to = is_one_day || uke_era_parse (gtk_editable_get_text (self->to), out_to, NULL);

  if (is_one_day)
    *out_to = *out_from;
  return has_from && has_to && *out_from <= *out_to && *out_to - *out_from < MAX_DAYS;
}

static void
say_bookings (Dialog *self, UkeDay *days)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *head = NULL;
  unsigned n = 0;

  for (unsigned i = 0; i < days->cards->len; i++) {
    const UkeDayCard *card = days->cards->pdata[i];
    UkeDate date;
    int minute;
    g_autofree char *day = NULL;

    if (card->status >= UKE_STATUS_DONE || ++n > MAX_NAMED)
      continue;
    uke_zone_split (uke_clinic_get_zone (self->clinic), card->starts_at_us, &date, &minute);
    day = uke_era_format_short (date);
    g_string_append_printf (text, "\n%s %d:%02d %s %s", day, minute / 60, minute % 60,
                            card->family_name, card->given_name);
  }
  if (n == 0) {
    gtk_label_set_text (self->bookings, _ ("Nobody is booked in this time."));
    return;
  }
  if (n > MAX_NAMED)
    g_string_append (text, "\n…");
  head = g_strdup_printf (
      ngettext ("%u booking lies in this time. It stays; please talk to the patient:",
                "%u bookings lie in this time. They stay; please talk to the patients:", n),
      n);
  g_string_prepend (text, head);
  gtk_label_set_text (self->bookings, text->str);
}

static void
days_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  Dialog *self = g_object_get_data (G_OBJECT (window), "uke-closure");
  g_autoptr (GError) error = NULL;
  g_autoptr (UkeDay) days = uke_clinic_load_days_finish (UKE_CLINIC (source), result, &error);

  if (days != NULL && self != NULL)
    say_bookings (self, days);
}

static void
typed_cb (Dialog *self)
{
  UkeDate from = 0, to = 0;
  gboolean is_good = get_days (self, &from, &to);

  gtk_widget_set_sensitive (self->add, is_good);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  gtk_label_set_text (self->bookings, "");
  if (!is_good || !is_closing (self))
    return;
  self->counting = g_cancellable_new ();
  uke_clinic_load_days_async (self->clinic, from, (unsigned)(to - from) + 1, self->counting,
                              days_loaded_cb, g_object_ref (self->window));
}

static void
added_cb (const UkeReceipt *receipt, gpointer user_data)
{
  gtk_window_destroy (user_data);
}

static void
add_cb (Dialog *self)
{
  UkeDate from, to;
  UkeDraft *draft;

  if (!get_days (self, &from, &to))
    return;
  draft
      = uke_draft_new (&UKE_ENTITY_CLOSURE, uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
  uke_draft_set_text (draft, UKE_CLOSURE_KIND,
                      is_closing (self) ? UKE_CLOSURE_KIND_CLOSED : UKE_CLOSURE_KIND_OPEN);
  uke_draft_set_date (draft, UKE_CLOSURE_FROM_DATE, from);
  if (to != from)
    uke_draft_set_date (draft, UKE_CLOSURE_TO_DATE, to);
  uke_draft_set_text (draft, UKE_CLOSURE_REASON, gtk_editable_get_text (self->reason));
  uke_perform_then (GTK_WIDGET (self->window), uke_command_set_up (draft),
                    is_closing (self) ? _ ("Closing days added") : _ ("Opening days added"),
                    added_cb, g_object_ref (self->window), g_object_unref);
}

static GtkEditable *
add_entry (Dialog *self, AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (typed_cb), self);
  adw_preferences_group_add (group, row);
  return GTK_EDITABLE (row);
}

/**
 * uke_closure_dialog_present:
 * @widget: where it was asked for
 * @clinic: the clinic
 *
 * Asks for days on which the clinic is closed, or open all the same, and says who is booked then.
 *
 * Returns: (transfer none): the dialog
 * Thread: main
 */
GtkWindow *
uke_closure_dialog_present (GtkWidget *widget, UkeClinic *clinic)
{
  const char *const KINDS[] = { _ ("Closed"), _ ("Open all the same"), NULL };
  Dialog *self = g_new0 (Dialog, 1);
  GtkWidget *group = adw_preferences_group_new ();
  AdwPreferencesGroup *rows = ADW_PREFERENCES_GROUP (group);
  GtkWidget *kind = adw_combo_row_new ();
  g_autoptr (GtkStringList) kinds = gtk_string_list_new (KINDS);

  self->window = uke_settings_dialog_new (widget, _ ("Add days"), _ ("_Add"), group, &self->add);
  self->clinic = g_object_ref (clinic);
  g_object_set_data_full (G_OBJECT (self->window), "uke-closure", self, dialog_free);
  self->kind = ADW_COMBO_ROW (kind);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (kind), _ ("What it is"));
  adw_combo_row_set_model (self->kind, G_LIST_MODEL (kinds));
  self->bookings = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->bookings, TRUE);
  gtk_label_set_xalign (self->bookings, 0);
  gtk_widget_set_margin_top (GTK_WIDGET (self->bookings), 12);
  adw_preferences_group_add (rows, kind);
  self->from = add_entry (self, rows, _ ("First day, e.g. 2026-12-29"));
  self->to = add_entry (self, rows, _ ("Last day; empty for one day"));
  self->reason = add_entry (self, rows, _ ("Reason, e.g. year-end"));
  adw_preferences_group_add (rows, GTK_WIDGET (self->bookings));
  g_signal_connect_swapped (kind, "notify::selected", G_CALLBACK (typed_cb), self);
  g_signal_connect_swapped (self->add, "clicked", G_CALLBACK (add_cb), self);
  gtk_widget_set_sensitive (self->add, FALSE);
  gtk_window_present (self->window);
  gtk_widget_grab_focus (GTK_WIDGET (self->from));
  return self->window;
}
