/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-forecast.h"

#include "app/import/uke-import-words.h"

#include <glib/gi18n.h>

static const UkeImportOutcome OUTCOMES[]
    = { UKE_IMPORT_CREATED, UKE_IMPORT_CHANGED, UKE_IMPORT_MATCHED, UKE_IMPORT_REFUSED };

struct _UkeImportForecast {
  AdwBin parent_instance;

  GtkWidget *box;
  GtkLabel *figures[G_N_ELEMENTS (OUTCOMES)];
  GtkWidget *bar;
  GtkWidget *parts[G_N_ELEMENTS (OUTCOMES)];
  GtkWidget *possible;
  GtkLabel *n_possible;
  GtkWidget *judging;
  GtkLabel *judging_text;
  GtkProgressBar *progress;
  GtkWidget *stop;
};

G_DEFINE_FINAL_TYPE (UkeImportForecast, uke_import_forecast, ADW_TYPE_BIN)

static char *
format_number (unsigned n)
{
  return g_strdup_printf ("%'u", n);
}

/* They are among the new ones, so they stand below the figures and not in the bar. */
static void
show_possible (UkeImportForecast *self, UkeImport *forecast)
{
  unsigned n = forecast != NULL ? uke_import_get_possible (forecast)->len : 0;
  g_autofree char *figure = format_number (n);

  gtk_label_set_text (self->n_possible, figure);
  gtk_widget_set_visible (self->possible, n > 0);
}

static void
show_figures (UkeImportForecast *self, UkeImport *forecast)
{
  g_autoptr (GString) label = g_string_new (_ ("What would be imported"));

  for (unsigned i = 0; i < G_N_ELEMENTS (OUTCOMES); i++) {
    unsigned n = forecast != NULL ? uke_import_get_n (forecast, OUTCOMES[i]) : 0;
    unsigned n_done = forecast != NULL ? uke_import_get_n_done (forecast) : 0;
    g_autofree char *figure = forecast != NULL ? format_number (n) : g_strdup ("—");

    gtk_label_set_text (self->figures[i], figure);
    g_string_append_printf (label, _ (", %s %s"), uke_import_words_outcome (OUTCOMES[i]), figure);
    gtk_widget_set_visible (self->parts[i], n > 0);
    gtk_widget_set_size_request (self->parts[i],
                                 n_done > 0 ? (int)(MAX (2, (uint64_t)n * 280 / n_done)) : -1, 6);
  }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label->str,
                                  -1);
}

static void
follow_session (UkeImportForecast *self, UkeImportSession *session)
{
  UkeImport *forecast = uke_import_session_get_forecast (session);
  unsigned n_rows = forecast != NULL ? uke_import_get_n_rows (forecast) : 0;
  unsigned n_done = forecast != NULL ? uke_import_get_n_done (forecast) : 0;
  gboolean is_forecasting = uke_import_session_is_forecasting (session);
  gboolean was_stopped = forecast != NULL && !is_forecasting && n_done < n_rows
                         && uke_import_session_get_forecast_error (session) == NULL;
  g_autofree char *text = was_stopped
                              ? g_strdup_printf (_ ("Looked at %u of %u rows"), n_done, n_rows)
                              : g_strdup_printf (_ ("Looking at %u of %u rows"), n_done, n_rows);

  show_figures (self, forecast);
  show_possible (self, forecast);
  gtk_widget_set_visible (self->judging, is_forecasting || was_stopped);
  gtk_label_set_text (self->judging_text, text);
  gtk_progress_bar_set_fraction (self->progress, n_rows > 0 ? (double)n_done / n_rows : 0);
  gtk_widget_set_visible (self->stop, is_forecasting);
}

static void
forecast_changed_cb (UkeImportSession *session, UkeImportForecast *self)
{
  follow_session (self, session);
}

static void
stop_cb (UkeImportSession *session)
{
  uke_import_session_stop_forecast (session);
}

static GtkLabel *
add_line (UkeImportForecast *self, const char *icon_name, const char *text, const char *css_class)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name (icon_name);
  GtkWidget *word = gtk_label_new (text);
  GtkWidget *figure = gtk_label_new (NULL);

  gtk_widget_set_hexpand (word, TRUE);
  gtk_label_set_xalign (GTK_LABEL (word), 0);
  gtk_widget_add_css_class (icon, css_class);
  gtk_widget_add_css_class (word, "uk-dense");
  gtk_widget_add_css_class (figure, "uk-bold");
  gtk_widget_add_css_class (figure, "uk-numeric");
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), word);
  gtk_box_append (GTK_BOX (row), figure);
  gtk_box_append (GTK_BOX (self->box), row);
  return GTK_LABEL (figure);
}

static void
add_figure (UkeImportForecast *self, unsigned i)
{
  const char *css_class = uke_import_words_outcome_class (OUTCOMES[i]);

  self->figures[i] = add_line (self, uke_import_words_outcome_icon (OUTCOMES[i]),
                               uke_import_words_outcome (OUTCOMES[i]), css_class);
  if (OUTCOMES[i] == UKE_IMPORT_REFUSED) {
    GtkWidget *figure = GTK_WIDGET (self->figures[i]);

    gtk_widget_add_css_class (gtk_widget_get_prev_sibling (figure), css_class);
    gtk_widget_add_css_class (figure, css_class);
  }
}

static void
add_possible (UkeImportForecast *self)
{
  self->n_possible
      = add_line (self, "system-users-symbolic", _ ("May be registered already"), "uk-warn");
  self->possible = gtk_widget_get_parent (GTK_WIDGET (self->n_possible));
  gtk_widget_set_tooltip_text (self->possible,
                               _ ("Among the new ones; the next step asks about each."));
}

static void
add_bar (UkeImportForecast *self)
{
  static const char *const CLASSES[] = { "ok", "accent", "same", "err" };

  self->bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->bar, "uk-import-bar");
  gtk_widget_set_overflow (self->bar, GTK_OVERFLOW_HIDDEN);
  for (unsigned i = 0; i < G_N_ELEMENTS (OUTCOMES); i++) {
    self->parts[i] = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
    gtk_widget_add_css_class (self->parts[i], CLASSES[i]);
    gtk_box_append (GTK_BOX (self->bar), self->parts[i]);
  }
  gtk_box_append (GTK_BOX (self->box), self->bar);
}

static void
add_judging (UkeImportForecast *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text = gtk_label_new (NULL);
  GtkWidget *progress = gtk_progress_bar_new ();

  self->judging = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->judging_text = GTK_LABEL (text);
  self->progress = GTK_PROGRESS_BAR (progress);
  self->stop = gtk_button_new_with_label (_ ("Stop looking"));
  gtk_label_set_xalign (self->judging_text, 0);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_add_css_class (text, "uk-caption");
  gtk_widget_add_css_class (text, "uk-numeric");
  gtk_widget_add_css_class (self->stop, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Rows looked at"), -1);
  gtk_box_append (GTK_BOX (line), text);
  gtk_box_append (GTK_BOX (line), self->stop);
  gtk_box_append (GTK_BOX (self->judging), progress);
  gtk_box_append (GTK_BOX (self->judging), line);
  gtk_box_append (GTK_BOX (self->box), self->judging);
}

static void
uke_import_forecast_class_init (UkeImportForecastClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
uke_import_forecast_init (UkeImportForecast *self)
{
  GtkWidget *heading = gtk_label_new (_ ("What would be imported"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->box, "card");
  gtk_widget_add_css_class (self->box, "uk-import-card");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (self->box), heading);
  for (unsigned i = 0; i < G_N_ELEMENTS (OUTCOMES); i++)
    add_figure (self, i);
  add_bar (self);
  add_possible (self);
  add_judging (self);
  adw_bin_set_child (ADW_BIN (self), self->box);
}

/**
 * uke_import_forecast_set_session:
 * @self: the figures
 * @session: whose rows they count from now on
 *
 * Thread: main
 */
void
uke_import_forecast_set_session (UkeImportForecast *self, UkeImportSession *session)
{
  g_signal_connect_object (session, "forecast-changed", G_CALLBACK (forecast_changed_cb), self, 0);
  g_signal_connect_object (self->stop, "clicked", G_CALLBACK (stop_cb), session, G_CONNECT_SWAPPED);
  follow_session (self, session);
}
