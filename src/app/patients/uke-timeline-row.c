/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "app/patients/uke-timeline-row.h"

struct _UkeTimelineRow {
  AdwBin parent_instance;

  GtkLabel *time;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *beside;
  GtkLabel *text;
  GtkLabel *heading;
  GtkWidget *entry;
  const char *icon_class;
};

G_DEFINE_FINAL_TYPE (UkeTimelineRow, uke_timeline_row, ADW_TYPE_BIN)

static void
uke_timeline_row_class_init (UkeTimelineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/patients/uke-timeline-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeTimelineRow, time);
  gtk_widget_class_bind_template_child (widget_class, UkeTimelineRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UkeTimelineRow, title);
  gtk_widget_class_bind_template_child (widget_class, UkeTimelineRow, beside);
  gtk_widget_class_bind_template_child (widget_class, UkeTimelineRow, text);
  gtk_widget_class_bind_template_child (widget_class, UkeTimelineRow, heading);
  gtk_widget_class_bind_template_child (widget_class, UkeTimelineRow, entry);
}

static void
uke_timeline_row_init (UkeTimelineRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_timeline_row_new:
 *
 * Returns: (transfer floating): an empty row
 * Thread: main
 */
GtkWidget *
uke_timeline_row_new (void)
{
  return g_object_new (UKE_TYPE_TIMELINE_ROW, NULL);
}

/**
 * uke_timeline_row_show:
 * @self: a row
 * @item: what it shows from now on
 *
 * Thread: main
 */
void
uke_timeline_row_show (UkeTimelineRow *self, UkeTimelineItem *item)
{
  gboolean is_heading = item->kind == UKE_TIMELINE_DAY;
  g_autofree char *spoken = NULL;

  g_return_if_fail (UKE_IS_TIMELINE_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self->heading), is_heading);
  gtk_widget_set_visible (self->entry, !is_heading);
  if (is_heading) {
    gtk_label_set_text (self->heading, item->title);
    return;
  }
  if (self->icon_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->icon_class);
  self->icon_class = item->css_class;
  if (self->icon_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->icon_class);
  gtk_image_set_from_icon_name (self->icon, item->icon);
  gtk_label_set_text (self->time, item->time);
  gtk_label_set_text (self->title, item->title);
  gtk_label_set_text (self->beside, item->beside);
  gtk_label_set_text (self->text, item->text != NULL ? item->text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->text), item->text != NULL && item->text[0] != '\0');
  spoken = g_strdup_printf ("%s、%s、%s、%s", item->time, item->title, item->beside,
                            item->text != NULL ? item->text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}
