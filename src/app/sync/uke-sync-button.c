/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/sync/uke-sync-button.h"

#include "app/sync/uke-sync-popover.h"
#include "app/sync/uke-sync-words.h"
#include "clinic/uke-conflict-query.h"
#include "clinic/uke-waiting-query.h"

#include <glib/gi18n.h>

struct _UkeSyncButton {
  AdwBin parent_instance;

  UkeSyncState *state;    /* (owned) */
  UkeClinic *clinic;      /* (owned) (nullable): until one is open */
  GCancellable *counting; /* (owned) (nullable): while cards are counted */
  gboolean is_stale;      /* something changed while they were */
  gboolean is_narrow;
  UkeSyncCounts counts;

  GtkMenuButton *button;
  GtkPopover *popover;
  GtkImage *icon;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (UkeSyncButton, uke_sync_button, ADW_TYPE_BIN)

typedef enum {
  SIGNAL_SYNC_NOW,
  SIGNAL_CHECK_NOW,
  SIGNAL_LOOKED_AT,
  N_SIGNALS,
} UkeSyncButtonSignal;

static guint signals[N_SIGNALS];

static void
set_colour (UkeSyncButton *self, const char *css_class)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "warn");
  gtk_widget_remove_css_class (GTK_WIDGET (self), "err");
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
}

static void
show (UkeSyncButton *self)
{
  UkeSyncLook look;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->clinic != NULL
                              && (uke_sync_state_get (self->state)->kind != UKE_SYNC_ALONE
                                  || uke_sync_state_get_counts (self->state)->n_open > 0));
  if (self->clinic == NULL)
    return;
  look = uke_sync_words_look (self->state, uke_clinic_get_zone (self->clinic),
                              uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
  text = look.text;
  gtk_image_set_from_icon_name (self->icon, look.icon);
  gtk_label_set_text (self->label, text);
  set_colour (self, look.css_class);
  /* Where there is little room, the words go that say that all is well; never those of an outage.
   */
  gtk_widget_set_visible (GTK_WIDGET (self->label),
                          !self->is_narrow || look.css_class != NULL
                              || uke_sync_state_get (self->state)->kind == UKE_SYNC_OFFLINE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

/* The popover is made when it is opened, and the desks are listed anew then: what comes meanwhile
 * is put into its lines, so that the focus stays where it is. */
static void
fill_popover (GtkMenuButton *button, gpointer data)
{
  UkeSyncButton *self = data;

  if (self->clinic == NULL)
    return;
  gtk_popover_set_child (self->popover, uke_sync_popover_new (self->state, self->clinic));
  g_signal_emit (self, signals[SIGNAL_LOOKED_AT], 0);
}

/* GTK 4.8 breaks a tooltip of a few Japanese letters into two lines; and what the popover says at
 * length needs none. */
static gboolean
query_tooltip_cb (GtkWidget *widget,
                  int x,
                  int y,
                  gboolean by_keyboard,
                  GtkTooltip *tooltip,
                  UkeSyncButton *self)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->popover)))
    return FALSE;
  gtk_tooltip_set_custom (tooltip, gtk_label_new (gtk_label_get_text (self->label)));
  return TRUE;
}

static void count (UkeSyncButton *self);

static void
waiting_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeSyncButton) self = user_data;
  g_autoptr (UkeWaiting) waiting
      = uke_clinic_load_waiting_finish (UKE_CLINIC (source), result, NULL);

  g_clear_object (&self->counting);
  if (waiting == NULL || self->clinic == NULL)
    return;
  self->counts.n_refused = waiting->n_refused;
  self->counts.n_today = waiting->n_today;
  self->counts.oldest_us = waiting->oldest_us;
  self->counts.unsaved_us = waiting->unsaved_us;
  uke_sync_state_set_counts (self->state, &self->counts);
  if (self->is_stale)
    count (self);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UkeSyncButton) self = user_data;
  unsigned n_open = 0;

  if (!uke_clinic_count_conflicts_finish (UKE_CLINIC (source), result, &n_open, NULL)
      || self->clinic == NULL) {
    g_clear_object (&self->counting);
    return;
  }
  self->counts.n_open = n_open;
  uke_clinic_load_waiting_async (self->clinic, self->counting, waiting_loaded_cb,
                                 g_object_ref (self));
}

/* Changes that come while cards are counted wait for one more count. */
static void
count (UkeSyncButton *self)
{
  self->is_stale = self->counting != NULL;
  if (self->is_stale || !uke_clinic_is_open (self->clinic))
    return;
  self->counting = g_cancellable_new ();
  uke_clinic_count_conflicts_async (self->clinic, self->counting, counted_cb, g_object_ref (self));
}

static void
uke_sync_button_dispose (GObject *object)
{
  UkeSyncButton *self = UKE_SYNC_BUTTON (object);

  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->clinic);
  g_clear_object (&self->state);
  G_OBJECT_CLASS (uke_sync_button_parent_class)->dispose (object);
}

static void
uke_sync_button_class_init (UkeSyncButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_sync_button_dispose;
  signals[SIGNAL_SYNC_NOW] = g_signal_new ("sync-now", UKE_TYPE_SYNC_BUTTON, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CHECK_NOW] = g_signal_new ("check-now", UKE_TYPE_SYNC_BUTTON, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_LOOKED_AT] = g_signal_new ("looked-at", UKE_TYPE_SYNC_BUTTON, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_sync_button_init (UkeSyncButton *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->state = uke_sync_state_new ();
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  self->popover = GTK_POPOVER (gtk_popover_new ());
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "uk-numeric");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_menu_button_set_child (self->button, box);
  gtk_menu_button_set_popover (self->button, GTK_WIDGET (self->popover));
  gtk_menu_button_set_create_popup_func (self->button, fill_popover, self, NULL);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self->button), TRUE);
  g_signal_connect (self->button, "query-tooltip", G_CALLBACK (query_tooltip_cb), self);
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-sync");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  g_signal_connect_object (self->state, "changed", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * uke_sync_button_get_state:
 * @self: the button
 *
 * Returns: (transfer none): what it shows; set by whoever talks to the server
 * Thread: main
 */
UkeSyncState *
uke_sync_button_get_state (UkeSyncButton *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_BUTTON (self), NULL);

  return self->state;
}

/**
 * uke_sync_button_get_clinic:
 * @self: the button
 *
 * Returns: (transfer none) (nullable): the clinic whose cards are counted; NULL until one is open
 * Thread: main
 */
UkeClinic *
uke_sync_button_get_clinic (UkeSyncButton *self)
{
  g_return_val_if_fail (UKE_IS_SYNC_BUTTON (self), NULL);

  return self->clinic;
}

/**
 * uke_sync_button_set_clinic:
 * @self: the button
 * @clinic: an open clinic, whose cards are counted from now on
 *
 * Thread: main
 */
void
uke_sync_button_set_clinic (UkeSyncButton *self, UkeClinic *clinic)
{
  g_return_if_fail (UKE_IS_SYNC_BUTTON (self));

  g_set_object (&self->clinic, clinic);
  g_signal_connect_object (clinic, "changed", G_CALLBACK (count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (uke_clinic_get_clock (clinic), "minute-changed", G_CALLBACK (show), self,
                           G_CONNECT_SWAPPED);
  show (self);
  count (self);
}

/**
 * uke_sync_button_set_narrow:
 * @self: the button
 * @is_narrow: whether words that say that all is well go
 *
 * Thread: main
 */
void
uke_sync_button_set_narrow (UkeSyncButton *self, gboolean is_narrow)
{
  g_return_if_fail (UKE_IS_SYNC_BUTTON (self));

  self->is_narrow = is_narrow;
  show (self);
}

/**
 * uke_sync_button_sync_now:
 * @self: the button
 *
 * Asks for the server to be asked now: Ctrl+R.
 *
 * Thread: main
 */
void
uke_sync_button_sync_now (UkeSyncButton *self)
{
  g_return_if_fail (UKE_IS_SYNC_BUTTON (self));

  g_signal_emit (self, signals[SIGNAL_SYNC_NOW], 0);
}

/**
 * uke_sync_button_check_now:
 * @self: the button
 *
 * Asks for this desk's records to be compared with the server's.
 *
 * Thread: main
 */
void
uke_sync_button_check_now (UkeSyncButton *self)
{
  g_return_if_fail (UKE_IS_SYNC_BUTTON (self));

  g_signal_emit (self, signals[SIGNAL_CHECK_NOW], 0);
}

/**
 * uke_sync_button_open:
 * @self: the button
 *
 * Opens the popover.
 *
 * Thread: main
 */
void
uke_sync_button_open (UkeSyncButton *self)
{
  g_return_if_fail (UKE_IS_SYNC_BUTTON (self));

  gtk_menu_button_popup (self->button);
}

/**
 * uke_sync_button_recount:
 * @self: the button
 *
 * Something that no change of the clinic's records tells of has become another.
 *
 * Thread: main
 */
void
uke_sync_button_recount (UkeSyncButton *self)
{
  g_return_if_fail (UKE_IS_SYNC_BUTTON (self));

  if (self->clinic != NULL)
    count (self);
}
