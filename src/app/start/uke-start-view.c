/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-start-view.h"

struct _UkeStartView {
  AdwBin parent_instance;

  GtkLabel *step_label;
  AdwBin *page_bin;
};

G_DEFINE_FINAL_TYPE (UkeStartView, uke_start_view, ADW_TYPE_BIN)

static void
uke_start_view_class_init (UkeStartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/uketsuke/Uketsuke/ui/start/uke-start-view.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeStartView, step_label);
  gtk_widget_class_bind_template_child (widget_class, UkeStartView, page_bin);
}

static void
uke_start_view_init (UkeStartView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * Makes the backdrop.
 *
 * Returns: (transfer floating): the view, empty.
 * Thread: main
 */
GtkWidget *
uke_start_view_new (void)
{
  return g_object_new (UKE_TYPE_START_VIEW, NULL);
}

/**
 * Shows one card in the place of the one before.
 * @self: the view
 * @page: (transfer floating): the card
 * @step: (nullable): which step of how many, translated
 *
 * Thread: main
 */
void
uke_start_view_show (UkeStartView *self, GtkWidget *page, const char *step)
{
  g_return_if_fail (UKE_IS_START_VIEW (self));

  gtk_label_set_label (self->step_label, step != NULL ? step : "");
  adw_bin_set_child (self->page_bin, page);
  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

/**
 * The card that is shown.
 * @self: the view
 *
 * Returns: (transfer none) (nullable): the card.
 * Thread: main
 */
GtkWidget *
uke_start_view_get_page (UkeStartView *self)
{
  g_return_val_if_fail (UKE_IS_START_VIEW (self), NULL);

  return adw_bin_get_child (self->page_bin);
}
