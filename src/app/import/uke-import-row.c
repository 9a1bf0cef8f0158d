/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-row.h"

#include "app/import/uke-import-words.h"
#include "words/uke-words-exchange.h"

#include <glib/gi18n.h>

struct _UkeImportRowWidget {
  AdwBin parent_instance;

  const char *css_class; /* (nullable): of the outcome */
  GtkLabel *line;
  GtkWidget *outcome;
  GtkImage *icon;
  GtkLabel *word;
  GtkLabel *who;
  GtkLabel *reason;
};

G_DEFINE_FINAL_TYPE (UkeImportRowWidget, uke_import_row, ADW_TYPE_BIN)

static GtkLabel *
add_label (GtkBox *box, int width, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_size_request (label, width, -1);
  gtk_widget_set_hexpand (label, width < 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

static void
uke_import_row_class_init (UkeImportRowWidgetClass *klass)
{
}

static void
uke_import_row_init (UkeImportRowWidget *self)
{
  GtkBox *box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));

  self->line = add_label (box, 80, "uk-numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->line), "uk-secondary");
  self->outcome = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_box_append (GTK_BOX (self->outcome), GTK_WIDGET (self->icon));
  self->word = add_label (GTK_BOX (self->outcome), 120, NULL);
  gtk_box_append (box, self->outcome);
  self->who = add_label (box, 220, "uk-bold");
  self->reason = add_label (box, -1, "uk-dense");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (box));
}

/**
 * uke_import_row_new:
 *
 * Returns: (transfer floating): an empty row.
 * Thread: main
 */
GtkWidget *
uke_import_row_new (void)
{
  return g_object_new (UKE_TYPE_IMPORT_ROW, NULL);
}

/**
 * uke_import_row_show:
 * @self: a row
 * @item: what it shows from now on
 *
 * Thread: main
 */
void
uke_import_row_show (UkeImportRowWidget *self, UkeImportRowItem *item)
{
  g_autofree char *line = g_strdup_printf (_ ("line %'u"), item->line);

  if (self->css_class != NULL)
    gtk_widget_remove_css_class (self->outcome, self->css_class);
  self->css_class = uke_import_words_outcome_class (item->outcome);
  gtk_widget_add_css_class (self->outcome, self->css_class);
  gtk_label_set_text (self->line, line);
  gtk_image_set_from_icon_name (self->icon, uke_import_words_outcome_icon (item->outcome));
  gtk_label_set_text (self->word, uke_import_words_outcome (item->outcome));
  gtk_label_set_text (self->who, item->who);
  gtk_label_set_text (self->reason, uke_words_for_import (item->code));
}
