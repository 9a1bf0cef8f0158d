/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/start/uke-start-hours.h"

#include "app/widgets/uke-hours-grid.h"

struct _UkeStartHours {
  AdwBin parent_instance;

  UkeHoursGrid *grid;
  GtkWidget *next_button;
};

G_DEFINE_FINAL_TYPE (UkeStartHours, uke_start_hours, ADW_TYPE_BIN)

enum { DONE, BACK, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
changed_cb (UkeStartHours *self)
{
  UkeOpeningHours hours;

  gtk_widget_set_sensitive (self->next_button, uke_hours_grid_get_hours (self->grid, &hours)
                                                   == UKE_OPENING_HOURS_GOOD);
}

static void
next_cb (UkeStartHours *self)
{
  g_signal_emit (self, signals[DONE], 0);
}

static void
back_cb (UkeStartHours *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static gboolean
uke_start_hours_grab_focus (GtkWidget *widget)
{
  /* Most clinics keep what is offered or change it with the mouse: Enter goes on. */
  return gtk_widget_grab_focus (UKE_START_HOURS (widget)->next_button);
}

static void
uke_start_hours_class_init (UkeStartHoursClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  signals[BACK] = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
  widget_class->grab_focus = uke_start_hours_grab_focus;
  g_type_ensure (UKE_TYPE_HOURS_GRID);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/start/uke-start-hours.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeStartHours, grid);
  gtk_widget_class_bind_template_child (widget_class, UkeStartHours, next_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
}

static void
uke_start_hours_init (UkeStartHours *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * Makes the card.
 * @hours: what it shows at first
 *
 * Returns: (transfer floating): the card.
 * Thread: main
 */
GtkWidget *
uke_start_hours_new (const UkeOpeningHours *hours)
{
  UkeStartHours *self = g_object_new (UKE_TYPE_START_HOURS, NULL);

  uke_hours_grid_set_hours (self->grid, hours);
  return GTK_WIDGET (self);
}

/**
 * What the person set.
 * @self: the card
 * @out_hours: (out): without problems once `done` was signalled
 *
 * Thread: main
 */
void
uke_start_hours_get_hours (UkeStartHours *self, UkeOpeningHours *out_hours)
{
  g_return_if_fail (UKE_IS_START_HOURS (self));

  (void)uke_hours_grid_get_hours (self->grid, out_hours);
}
