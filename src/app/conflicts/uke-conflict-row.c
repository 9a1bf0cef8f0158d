/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/conflicts/uke-conflict-row.h"

#include "app/conflicts/uke-conflict-words.h"
#include "app/widgets/uke-chip.h"

#include <glib/gi18n.h>

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_head (const UkeConflict *conflict, UkeClinic *clinic, const char *title)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = make_label (title, "heading");
  g_autofree char *when = uke_conflict_words_when (clinic, conflict->decided_at_us);
  GtkWidget *time = make_label (when, "uk-caption");

  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (time, "uk-secondary");
  gtk_widget_add_css_class (time, "uk-numeric");
  gtk_label_set_ellipsize (GTK_LABEL (time), PANGO_ELLIPSIZE_NONE);
  gtk_box_append (GTK_BOX (head), label);
  if (conflict->is_overdue)
    gtk_box_append (GTK_BOX (head),
                    uke_chip_new ("dialog-warning-symbolic", _ ("For the manager"), "warn"));
  gtk_box_append (GTK_BOX (head), time);
  return head;
}

static void
add_line (GtkWidget *box, const char *text)
{
  GtkWidget *label = make_label (text, "uk-dense");

  gtk_widget_add_css_class (label, "uk-secondary");
  gtk_box_append (GTK_BOX (box), label);
}

/**
 * uke_conflict_row_new:
 * @conflict: a card
 * @clinic: whose
 *
 * Returns: (transfer floating): its row
 * Thread: main
 */
GtkWidget *
uke_conflict_row_new (UkeConflict *conflict, UkeClinic *clinic)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *css_class;
  const char *icon = uke_conflict_words_icon (conflict, &css_class);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);
  g_autofree char *title = uke_conflict_words_title (conflict);
  g_autofree char *about = uke_conflict_words_about (conflict, clinic);
  g_autofree char *who = uke_conflict_words_who (conflict, clinic);
  g_autofree char *colour = g_strdup_printf ("uk-%s-icon", css_class);
  g_autofree char *spoken = g_strdup_printf ("%s、%s、%s", title, about, who);

  gtk_widget_add_css_class (image, colour);
  gtk_widget_set_valign (image, GTK_ALIGN_START);
  gtk_widget_set_margin_top (image, 3);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), make_head (conflict, clinic, title));
  add_line (texts, about);
  add_line (texts, who);
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_widget_add_css_class (row, "uk-conflict-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "uke-conflict", g_object_ref (conflict), g_object_unref);
  return row;
}

/**
 * uke_conflict_row_get:
 * @row: (nullable): a row
 *
 * Returns: (transfer none) (nullable): its card
 * Thread: main
 */
UkeConflict *
uke_conflict_row_get (GtkListBoxRow *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "uke-conflict") : NULL;
}
