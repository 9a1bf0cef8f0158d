/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/booking/uke-booking-hold.h"

#include <glib/gi18n.h>

#define HOLD_S 120
#define MINUTE_US (60 * G_USEC_PER_SEC)

/* Whoever goes through the slots with the arrow keys does not want each of them kept. */
#define REST_MS 300

/* So long a booking may be on its way before the time that was kept for it is given up. */
#define LEAVE_S 3

struct _UkeBookingHold {
  UkeHolds *holds; /* (owned) */
  GtkWidget *line; /* (owned): where it is said */
  GtkImage *icon;
  GtkLabel *label;
  UkeFreeSlot slot;
  gboolean has_slot;
  gboolean was_kept; /* since the slot was chosen */
  GArray *taken;     /* (owned) (element-type UkeFreeSlot): refused by the server */
  gboolean is_lost;  /* the slot has just been refused: another one is looked for */
  gboolean is_next;  /* the slot is that other one */
  void (*lost) (gpointer data);
  gpointer data;
  unsigned tokens[2];
  unsigned resting; /* a timeout, 0 for none */
};

static void
get_resources (const UkeBookingHold *self, UkeId out_resources[2])
{
  out_resources[0] = self->slot.provider_id;
  out_resources[1] = self->slot.chair_id;
}

static int64_t
get_end (const UkeBookingHold *self)
{
  return self->slot.starts_at_us + self->slot.length_min * (int64_t)MINUTE_US;
}

/* The worst of both: a time is kept when its provider and its chair are. */
static UkeHoldState
get_state (UkeBookingHold *self)
{
  UkeHoldState worst = UKE_HOLD_KEPT;

  for (unsigned i = 0; i < G_N_ELEMENTS (self->tokens); i++) {
    UkeHoldState state
        = self->tokens[i] != 0 ? uke_holds_get_state (self->holds, self->tokens[i]) : UKE_HOLD_KEPT;

    if (state == UKE_HOLD_TAKEN)
      return state;
    if (state == UKE_HOLD_NONE || worst == UKE_HOLD_KEPT)
      worst = state;
  }
  return worst;
}

static const char *
get_sentence (UkeBookingHold *self, gboolean *out_warns)
{
  UkeId resources[2];

  get_resources (self, resources);
  *out_warns = FALSE;
  if (!self->has_slot || !uke_holds_can_ask (self->holds) || self->resting != 0)
    return NULL;
  if (uke_holds_has_lease (self->holds, resources, self->slot.starts_at_us, get_end (self)))
    return _ ("This time is reserved for this desk. The booking is certain.");
  switch (get_state (self)) {
  case UKE_HOLD_KEPT:
    *out_warns = self->is_next;
    if (self->is_next)
      return _ ("The time before has just been taken at another desk. This is the next free one, "
                "held for this desk for 2 minutes. Please tell the patient.");
    return _ ("Held for this desk for 2 minutes. The other desks see it.");
  case UKE_HOLD_TAKEN:
    *out_warns = TRUE;
    return _ ("This time has just been taken at another desk. Please choose another one.");
  case UKE_HOLD_NONE:
    *out_warns = TRUE;
    return self->was_kept
               ? _ ("The 2 minutes are over: other desks may book this time again.")
               : _ ("Not connected to the server: the booking stays tentative until it is. Please "
                    "tell the patient so.");
  case UKE_HOLD_ASKED:
    break;
  }
  return NULL;
}

static void
show (UkeBookingHold *self)
{
  gboolean warns;
  const char *sentence = get_sentence (self, &warns);

  gtk_label_set_text (self->label, sentence != NULL ? sentence : "");
  gtk_image_set_from_icon_name (self->icon,
                                warns ? "dialog-warning-symbolic" : "object-select-symbolic");
  gtk_widget_set_visible (self->line, sentence != NULL);
  if (warns)
    gtk_widget_add_css_class (self->line, "uk-notice");
  else
    gtk_widget_remove_css_class (self->line, "uk-notice");
}

static gboolean
is_same (const UkeFreeSlot *a, const UkeFreeSlot *b)
{
  return a->starts_at_us == b->starts_at_us && a->length_min == b->length_min
         && uke_id_equal (&a->provider_id, &b->provider_id)
         && uke_id_equal (&a->chair_id, &b->chair_id);
}

/**
 * uke_booking_hold_was_taken:
 * @self: a hold
 * @slot: a slot
 *
 * Returns: whether the server would not keep it since the dialog is open: it is not to be offered
 * Thread: main
 */
gboolean
uke_booking_hold_was_taken (UkeBookingHold *self, const UkeFreeSlot *slot)
{
  for (unsigned i = 0; i < self->taken->len; i++)
    if (is_same (slot, &g_array_index (self->taken, UkeFreeSlot, i)))
      return TRUE;
  return FALSE;
}

static void
changed_cb (UkeHolds *holds, UkeBookingHold *self)
{
  UkeHoldState state = get_state (self);

  self->was_kept |= self->has_slot && state == UKE_HOLD_KEPT && self->tokens[0] != 0;
  show (self);
  if (state != UKE_HOLD_TAKEN || !self->has_slot || uke_booking_hold_was_taken (self, &self->slot))
    return;
  g_array_append_val (self->taken, self->slot);
  self->is_lost = TRUE;
  self->lost (self->data);
}

static void
give_up (UkeBookingHold *self)
{
  g_clear_handle_id (&self->resting, g_source_remove);
  for (unsigned i = 0; i < G_N_ELEMENTS (self->tokens); i++)
    if (self->tokens[i] != 0)
      uke_holds_give_up (self->holds, self->tokens[i]);
  self->tokens[0] = self->tokens[1] = 0;
}

static gboolean
rested_cb (gpointer data)
{
  UkeBookingHold *self = data;
  UkeId resources[2];

  self->resting = 0;
  get_resources (self, resources);
  /* What is leased is kept already, and for longer. */
  if (uke_holds_has_lease (self->holds, resources, self->slot.starts_at_us, get_end (self))) {
    show (self);
    return G_SOURCE_REMOVE;
  }
  for (unsigned i = 0; i < G_N_ELEMENTS (self->tokens); i++) {
    const UkeWireHoldWish wish = { resources[i], self->slot.starts_at_us, get_end (self), HOLD_S };

    if (!uke_id_is_none (&resources[i]))
      self->tokens[i] = uke_holds_ask (self->holds, &wish);
  }
  show (self);
  return G_SOURCE_REMOVE;
}

/**
 * uke_booking_hold_new:
 * @clinic: whose slots are kept
 * @line: an empty box, where to say how it stands
 * @lost: called when somebody else was faster: another slot is to be offered
 * @data: for @lost
 *
 * Returns: (transfer full): nothing is kept
 * Thread: main
 */
UkeBookingHold *
uke_booking_hold_new (UkeClinic *clinic, GtkBox *line, void (*lost) (gpointer data), gpointer data)
{
  UkeBookingHold *self = g_new0 (UkeBookingHold, 1);

  self->holds = g_object_ref (uke_clinic_get_holds (clinic));
  self->taken = g_array_new (FALSE, FALSE, sizeof (UkeFreeSlot));
  self->lost = lost;
  self->data = data;
  self->line = g_object_ref (GTK_WIDGET (line));
  self->icon = GTK_IMAGE (gtk_image_new ());
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "uk-dense");
  gtk_widget_set_valign (GTK_WIDGET (self->icon), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), "uk-line-icon");
  gtk_widget_add_css_class (self->line, "uk-hold-line");
  gtk_box_append (line, GTK_WIDGET (self->icon));
  gtk_box_append (line, GTK_WIDGET (self->label));
  g_signal_connect (self->holds, "changed", G_CALLBACK (changed_cb), self);
  show (self);
  return self;
}

/**
 * uke_booking_hold_free:
 * @self: (transfer full) (nullable): what is kept is given up
 *
 * Thread: main
 */
void
uke_booking_hold_free (UkeBookingHold *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->holds, self);
  give_up (self);
  g_array_unref (self->taken);
  g_object_unref (self->line);
  g_object_unref (self->holds);
  g_free (self);
}

/**
 * uke_booking_hold_choose:
 * @self: a hold
 * @slot: (nullable): what is chosen now
 *
 * Thread: main
 */
void
uke_booking_hold_choose (UkeBookingHold *self, const UkeFreeSlot *slot)
{
  if (slot != NULL && self->has_slot && is_same (slot, &self->slot)) {
    self->is_lost = FALSE;
    return;
  }
  give_up (self);
  self->has_slot = slot != NULL;
  self->was_kept = FALSE;
  self->is_next = slot != NULL && self->is_lost;
  self->is_lost = self->is_lost && slot == NULL;
  if (slot != NULL)
    self->slot = *slot;
  if (slot != NULL && uke_holds_can_ask (self->holds))
    self->resting = g_timeout_add (REST_MS, rested_cb, self);
  show (self);
}

/** Leaving: a time that is kept until its booking has come to the server. */
typedef struct {
  UkeHolds *holds; /* (owned) */
  unsigned token;
} Leaving;

static gboolean
left_cb (gpointer data)
{
  Leaving *leaving = data;

  uke_holds_give_up (leaving->holds, leaving->token);
  return G_SOURCE_REMOVE;
}

static void
leaving_free (gpointer data)
{
  Leaving *leaving = data;

  g_object_unref (leaving->holds);
  g_free (leaving);
}

/**
 * uke_booking_hold_leave:
 * @self: a hold whose slot was booked
 *
 * What is kept stays so until the booking is where it is going; then it is given up.
 *
 * Thread: main
 */
void
uke_booking_hold_leave (UkeBookingHold *self)
{
  for (unsigned i = 0; i < G_N_ELEMENTS (self->tokens); i++) {
    Leaving *leaving;

    if (self->tokens[i] == 0)
      continue;
    leaving = g_new (Leaving, 1);
    *leaving = (Leaving){ g_object_ref (self->holds), self->tokens[i] };
    g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, LEAVE_S, left_cb, leaving, leaving_free);
    self->tokens[i] = 0;
  }
  self->has_slot = FALSE;
}
