/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/import/uke-import-step-line.h"

#include <glib/gi18n.h>

struct _UkeImportStepLine {
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (UkeImportStepLine, uke_import_step_line, ADW_TYPE_BIN)

static void
uke_import_step_line_class_init (UkeImportStepLineClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
uke_import_step_line_init (UkeImportStepLine *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-import-line");
}

static GtkWidget *
make_mark (unsigned number, gboolean is_done, gboolean is_front)
{
  g_autofree char *digit = g_strdup_printf ("%u", number);
  GtkWidget *mark
      = is_done ? gtk_image_new_from_icon_name ("object-select-symbolic") : gtk_label_new (digit);

  gtk_widget_add_css_class (mark, "uk-step");
  gtk_widget_set_valign (mark, GTK_ALIGN_CENTER);
  if (is_done)
    gtk_widget_add_css_class (mark, "done");
  else if (is_front)
    gtk_widget_add_css_class (mark, "now");
  return mark;
}

static GtkWidget *
make_title (const char *title, gboolean is_front)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_widget_add_css_class (label, is_front ? "uk-bold" : "uk-secondary");
  gtk_widget_add_css_class (label, "uk-dense");
  return label;
}

static GtkWidget *
make_rule (void)
{
  GtkWidget *rule = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

  gtk_widget_set_size_request (rule, 60, -1);
  gtk_widget_set_valign (rule, GTK_ALIGN_CENTER);
  return rule;
}

/**
 * uke_import_step_line_show:
 * @self: a line
 * @steps: (element-type UkeImportStep): all steps
 * @front: the one at the front
 * @is_over: the last step is done too
 *
 * Thread: main
 */
void
uke_import_step_line_show (UkeImportStepLine *self,
                           GPtrArray *steps,
                           UkeImportStep *front,
                           gboolean is_over)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  unsigned n = 0, n_front = 0;
  g_autofree char *label = NULL;

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  for (unsigned i = 0; i < steps->len; i++) {
    UkeImportStep *step = steps->pdata[i];
    gboolean is_front = step == front;

    if (!uke_import_step_is_needed (step))
      continue;
    if (n++ > 0)
      gtk_box_append (GTK_BOX (box), make_rule ());
    n_front = is_front ? n : n_front;
    gtk_box_append (GTK_BOX (box), make_mark (n, n_front == 0 || (is_front && is_over), is_front));
    gtk_box_append (GTK_BOX (box), make_title (uke_import_step_get_title (step), is_front));
  }
  adw_bin_set_child (ADW_BIN (self), box);
  label = g_strdup_printf (_ ("Step %u of %u: %s"), n_front, n, uke_import_step_get_title (front));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}
