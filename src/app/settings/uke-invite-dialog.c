/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/settings/uke-invite-dialog.h"

#include "app/server/uke-desk-errand.h"
#include "app/server/uke-join-compare.h"
#include "app/uke-window.h"

#include <glib/gi18n.h>

#define WIDTH_PX 560
#define LOOK_S 2

typedef struct {
  GtkWindow *window; /* (unowned): owns this */
  GtkWidget *widget; /* (owned): where it was asked for */
  UkeWindow *desk;   /* (owned) */
  AdwBin *bin;
  GtkLabel *time;   /* (nullable): while the code is shown */
  int64_t until_us; /* monotonic */
  unsigned looking; /* at who came, every other second */
  unsigned ticking;
  gboolean is_asking;
  uint32_t dev; /* who came, 0: nobody yet */
} Invite;

static void
invite_free (gpointer data)
{
  Invite *self = data;

  g_clear_handle_id (&self->looking, g_source_remove);
  g_clear_handle_id (&self->ticking, g_source_remove);
  g_object_unref (self->widget);
  g_object_unref (self->desk);
  g_free (self);
}

static Invite *
invite_of (GtkWindow *window)
{
  return g_object_get_data (G_OBJECT (window), "uke-invite");
}

static GtkWidget *
make_text (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

/* The code is over: it is said, and nothing else can be done here. */
static void
show_over (Invite *self)
{
  GtkWidget *page = adw_status_page_new ();

  g_clear_handle_id (&self->looking, g_source_remove);
  self->time = NULL;
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "appointment-missed-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("The code is not good any more"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (page),
      _ ("No desk joined within ten minutes. Please close this window and make a new code."));
  adw_bin_set_child (self->bin, page);
}

static gboolean
tick_cb (gpointer data)
{
  Invite *self = data;
  int64_t left_s = (self->until_us - g_get_monotonic_time ()) / G_USEC_PER_SEC;
  g_autofree char *text = NULL;

  if (left_s <= 0) {
    self->ticking = 0;
    show_over (self);
    return G_SOURCE_REMOVE;
  }
  if (self->time == NULL)
    return G_SOURCE_CONTINUE;
  text = g_strdup_printf (_ ("Good for another %d:%02d minutes, for one desk"), (int)(left_s / 60),
                          (int)(left_s % 60));
  gtk_label_set_text (self->time, text);
  return G_SOURCE_CONTINUE;
}

static void
show_code (Invite *self, const char *code)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *waiting = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *spinner = gtk_spinner_new ();
  g_autofree char *spaced = g_strdup_printf ("%.4s %.4s", code, code + 4);
  GtkWidget *label = gtk_label_new (spaced);

  self->time = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (label, "uk-code-line");
  gtk_widget_add_css_class (label, "uk-invite-code");
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "uk-secondary");
  gtk_widget_add_css_class (GTK_WIDGET (self->time), "uk-numeric");
  gtk_widget_add_css_class (frame, "uk-code-frame");
  gtk_box_append (GTK_BOX (frame), label);
  gtk_box_append (GTK_BOX (frame), GTK_WIDGET (self->time));
  gtk_spinner_set_spinning (GTK_SPINNER (spinner), TRUE);
  gtk_box_append (GTK_BOX (waiting), spinner);
  gtk_box_append (GTK_BOX (waiting), gtk_label_new (_ ("Waiting for the new desk")));
  gtk_box_append (GTK_BOX (box),
                  make_text (_ ("On the new desk, choose to join a clinic that has a server, and "
                                "put in the server's address and this code."),
                             NULL));
  gtk_box_append (GTK_BOX (box), frame);
  gtk_box_append (GTK_BOX (box), waiting);
  adw_bin_set_child (self->bin, box);
}

static void
decided_cb (const char *json, size_t size, gpointer user_data)
{
  GtkWindow *window = user_data;
  Invite *self = invite_of (window);
  UkeServerLink *link = uke_window_get_server_link (self->desk);

  uke_window_say (self->desk, _ ("The desk joins as soon as the person before it has agreed too."));
  if (link != NULL)
    uke_server_link_list_desks (link);
  gtk_window_destroy (window);
}

static void
refused_cb (const char *json, size_t size, gpointer user_data)
{
  GtkWindow *window = user_data;

  uke_window_say (invite_of (window)->desk, _ ("The desk was not let in."));
  gtk_window_destroy (window);
}

static void
answered_cb (Invite *self, gboolean is_same)
{
  g_autofree char *path
      = g_strdup_printf ("/v1/invitations/%u/%s", self->dev, is_same ? "accept" : "refuse");

  uke_desk_errand_run (self->widget, is_same ? UKE_AUDIT_DEVICE_ACCEPT : UKE_AUDIT_DEVICE_REFUSE,
                       self->dev, path, NULL, is_same ? decided_cb : refused_cb,
                       g_object_ref (self->window), g_object_unref);
}

/* Somebody came with the code: now people compare. */
static void
show_words (Invite *self, const UkeWireGuest *guest)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  g_autofree char *sentence = g_strdup_printf (_ ("“%s” wants to join"), guest->name);
  GtkWidget *card = uke_join_compare_new (guest->words);

  g_clear_handle_id (&self->looking, g_source_remove);
  self->dev = guest->dev;
  self->time = NULL;
  uke_join_compare_set_description (UKE_JOIN_COMPARE (card),
                                    _ ("Six words stand on the new desk's screen too. Read them "
                                       "out one by one, by telephone if need be."));
  gtk_box_append (GTK_BOX (box), make_text (sentence, "title-4"));
  gtk_box_append (GTK_BOX (box), card);
  g_signal_connect_swapped (card, "answered", G_CALLBACK (answered_cb), self);
  adw_bin_set_child (self->bin, box);
  gtk_widget_grab_focus (card);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  Invite *self = invite_of (window);
  g_autoptr (UkeSyncReply) reply
      = uke_sync_engine_ask_finish (UKE_SYNC_ENGINE (source), result, NULL);
  g_autoptr (GPtrArray) guests = NULL;
  const char *json;
  size_t size;

  self->is_asking = FALSE;
  if (reply == NULL || reply->status != 200 || self->dev != 0 || self->looking == 0)
    return;
  json = g_bytes_get_data (reply->body, &size);
  guests = uke_wire_guests_read (json, size, NULL);
  if (guests != NULL && guests->len > 0)
    show_words (self, g_ptr_array_index (guests, 0));
}

static gboolean
look_cb (gpointer data)
{
  Invite *self = data;
  UkeServerLink *link = uke_window_get_server_link (self->desk);
  UkeSyncEngine *engine = link != NULL ? uke_server_link_get_engine (link) : NULL;
  UkeRecord *staff = uke_clinic_get_sitting_staff (uke_window_get_clinic (self->desk));
  g_autofree char *hex = staff != NULL ? uke_id_dup_hex (uke_record_get_id (staff)) : NULL;
  g_autofree char *path = g_strconcat ("/v1/invitations?staff=", hex, NULL);

  if (engine == NULL || staff == NULL || self->is_asking)
    return G_SOURCE_CONTINUE;
  self->is_asking = TRUE;
  uke_sync_engine_ask_async (engine, "GET", path, NULL, looked_cb, g_object_ref (self->window));
  return G_SOURCE_CONTINUE;
}

/**
 * uke_invite_dialog_present:
 * @widget: where it was asked for
 * @invitation: the server's code
 *
 * Returns: (transfer none): the window; Esc leaves it, and the code stays good
 * Thread: main
 * Source: doc/enrolment.md
 */
GtkWindow *
uke_invite_dialog_present (GtkWidget *widget, const UkeWireInvitation *invitation)
{
  UkeWindow *desk = uke_window_of (widget);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  Invite *self = g_new0 (Invite, 1);
  /* Both machines' clocks may be off: only how long it is good counts. */
  int64_t left_us = invitation->expires_at_us
                    - uke_clock_now_us (uke_clinic_get_clock (uke_window_get_clinic (desk)));

  self->window = GTK_WINDOW (adw_window_new ());
  self->widget = g_object_ref (widget);
  self->desk = g_object_ref (desk);
  self->until_us = g_get_monotonic_time () + CLAMP (left_us, 0, 10 * 60 * G_USEC_PER_SEC);
  self->bin = ADW_BIN (adw_bin_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->bin), "uk-settings-dialog");
  gtk_window_set_title (self->window, _ ("Add a desk"));
  gtk_window_set_transient_for (self->window, GTK_WINDOW (desk));
  gtk_window_set_modal (self->window, TRUE);
  gtk_window_set_default_size (self->window, WIDTH_PX, -1);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bin));
  adw_window_set_content (ADW_WINDOW (self->window), box);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (self->window), keys);
  g_object_set_data_full (G_OBJECT (self->window), "uke-invite", self, invite_free);
  show_code (self, invitation->code);
  self->ticking = g_timeout_add_seconds (1, tick_cb, self);
  self->looking = g_timeout_add_seconds (LOOK_S, look_cb, self);
  tick_cb (self);
  gtk_window_present (self->window);
  return self->window;
}
