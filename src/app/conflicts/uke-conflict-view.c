/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/conflicts/uke-conflict-view.h"

#include "app/booking/uke-booking-slots.h"
#include "app/conflicts/uke-conflict-slots.h"
#include "app/conflicts/uke-conflict-words.h"
#include "app/conflicts/uke-side-card.h"
#include "app/conflicts/uke-timeline-strip.h"
#include "base/uke-era.h"
#include "clinic/uke-clinic.h"

#include <glib/gi18n.h>

/* Whoever has so little time left reads no time of day. */
#define URGENT_US (5 * 60 * (int64_t)G_USEC_PER_SEC)

struct _UkeConflictView {
  AdwBin parent_instance;

  UkeClinic *clinic;       /* (unowned) (nullable): as long as a story is shown */
  UkeConflictStory *story; /* (owned) (nullable) */
  gboolean is_showing;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *sentence;
  UkeSideCard *sides[UKE_CONFLICT_N_SIDES];
  GtkWidget *slot_box;
  GtkLabel *mover;
  UkeConflictSlots *slots;
  GtkWidget *call_box;
  GtkCheckButton *calls[UKE_CONFLICT_N_SIDES];
  UkeTimelineStrip *strip;
};

G_DEFINE_FINAL_TYPE (UkeConflictView, uke_conflict_view, ADW_TYPE_BIN)

typedef enum {
  SIGNAL_CHOSEN,
  N_SIGNALS,
} UkeConflictViewSignal;

static guint signals[N_SIGNALS];

static gboolean
is_slot (UkeConflictView *self)
{
  return self->story != NULL && self->story->conflict->kind == UKE_CONFLICT_SLOT
         && self->story->conflict->is_open;
}

/* Who gives way when this side is chosen. */
static UkeConflictSides
get_mover (UkeConflictView *self)
{
  return uke_conflict_view_get_side (self) == UKE_CONFLICT_STANDS ? UKE_CONFLICT_OTHER
                                                                  : UKE_CONFLICT_STANDS;
}

/* Whom each call would go to: in a slot the one that moves first, else the patient; nobody where
 * the call is planned already, and two people are on it. */
static UkeRecord *
get_callee (UkeConflictView *self, unsigned nth)
{
  const UkeConflict *conflict = self->story->conflict;
  UkeConflictSides mover = get_mover (self);

  if (conflict->kind == UKE_CONFLICT_CLAIM)
    return NULL;
  if (conflict->kind != UKE_CONFLICT_SLOT)
    return nth == 0 ? conflict->patient : NULL;
  return conflict->sides[nth == 0 ? mover : 1 - mover].patient;
}

static char *
dup_due (UkeConflictView *self)
{
  UkeZone *zone = uke_clinic_get_zone (self->clinic);
  int64_t due_us = self->story->call_due_at_us;
  UkeDate today = uke_zone_date_of (zone, uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
  UkeDate date = uke_zone_date_of (zone, due_us);
  g_autofree char *time = uke_booking_slots_time (zone, due_us);
  g_autofree char *day = date == today ? g_strdup (_ ("Today")) : uke_era_format_short (date);

  return g_strdup_printf ("%s %s", day, time);
}

static void
show_calls (UkeConflictView *self)
{
  gboolean asks_again = self->story->conflict->kind == UKE_CONFLICT_CONSENT
                        && uke_conflict_view_get_side (self) == UKE_CONFLICT_OTHER;
  g_autofree char *due = dup_due (self);
  gboolean is_urgent = self->story->call_due_at_us
                       <= uke_clock_now_us (uke_clinic_get_clock (self->clinic)) + URGENT_US;

  for (unsigned i = 0; i < UKE_CONFLICT_N_SIDES; i++) {
    UkeRecord *patient = get_callee (self, i);
    g_autofree char *name = uke_conflict_words_honorific (patient);
    g_autofree char *text = i > 0 ? g_strdup_printf (_ ("Plan a call to %s too"), name)
                            : is_urgent
                                ? g_strdup_printf (_ ("Plan a call to %s (at once)"), name)
                                : g_strdup_printf (_ ("Plan a call to %s (by %s)"), name, due);

    gtk_widget_set_visible (GTK_WIDGET (self->calls[i]), patient != NULL);
    gtk_check_button_set_label (self->calls[i], text);
    gtk_check_button_set_active (self->calls[i],
                                 patient != NULL && i == 0 && (is_slot (self) || asks_again));
  }
  gtk_widget_set_visible (self->call_box,
                          self->story->conflict->is_open && get_callee (self, 0) != NULL);
}

static void
show_slots (UkeConflictView *self)
{
  const UkeConflictSide *side;
  g_autofree char *name = NULL;
  g_autofree char *booking = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->slot_box, is_slot (self));
  if (!is_slot (self))
    return;
  side = &self->story->conflict->sides[get_mover (self)];
  gtk_widget_set_visible (self->slot_box, side->appointment != NULL);
  if (side->appointment == NULL)
    return;
  name = uke_conflict_words_honorific (side->patient);
  booking = uke_conflict_words_booking (side->appointment, self->clinic);
  text = g_strdup_printf ("%s・%s", name, booking);
  gtk_label_set_text (self->mover, text);
  uke_conflict_slots_show (self->slots, self->story->slots[get_mover (self)], self->clinic);
}

static void
side_toggled_cb (UkeConflictView *self, GtkCheckButton *radio)
{
  if (self->is_showing || self->story == NULL || !gtk_check_button_get_active (radio))
    return;
  show_slots (self);
  show_calls (self);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

static GtkWidget *
make_label (const char *css_class, gboolean wraps)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), wraps);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
make_head (UkeConflictView *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_image_set_pixel_size (self->icon, 22);
  self->title = GTK_LABEL (make_label ("title-2", TRUE));
  self->sentence = GTK_LABEL (make_label ("uk-dense", TRUE));
  gtk_widget_add_css_class (GTK_WIDGET (self->sentence), "uk-secondary");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->sentence));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (head), texts);
  return head;
}

static GtkWidget *
make_sides (UkeConflictView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (box), TRUE);
  gtk_widget_set_vexpand (box, FALSE);
  for (unsigned i = 0; i < UKE_CONFLICT_N_SIDES; i++) {
    GtkCheckButton *radio;

    self->sides[i] = UKE_SIDE_CARD (uke_side_card_new (i == 0 ? "1" : "2"));
    radio = uke_side_card_get_radio (self->sides[i]);
    if (i > 0)
      gtk_check_button_set_group (radio, uke_side_card_get_radio (self->sides[0]));
    g_signal_connect_object (radio, "toggled", G_CALLBACK (side_toggled_cb), self,
                             G_CONNECT_SWAPPED);
    gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->sides[i]));
  }
  return box;
}

static GtkWidget *
make_card (const char *title, GtkWidget **out_head)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = make_label ("heading", FALSE);

  gtk_label_set_text (GTK_LABEL (label), title);
  gtk_box_append (GTK_BOX (head), label);
  gtk_box_append (GTK_BOX (card), head);
  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "uk-card");
  if (out_head != NULL)
    *out_head = head;
  return card;
}

static GtkWidget *
make_slots (UkeConflictView *self)
{
  GtkWidget *head;

  self->slot_box = make_card (_ ("New place of the one that moves"), &head);
  self->mover = GTK_LABEL (make_label ("uk-secondary", FALSE));
  gtk_label_set_ellipsize (self->mover, PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->mover));
  self->slots = UKE_CONFLICT_SLOTS (uke_conflict_slots_new ());
  gtk_box_append (GTK_BOX (self->slot_box), GTK_WIDGET (self->slots));
  return self->slot_box;
}

static GtkWidget *
make_calls (UkeConflictView *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  self->call_box = make_card (_ ("Telling the patient"), NULL);
  for (unsigned i = 0; i < UKE_CONFLICT_N_SIDES; i++) {
    self->calls[i] = GTK_CHECK_BUTTON (gtk_check_button_new ());
    gtk_box_append (GTK_BOX (row), GTK_WIDGET (self->calls[i]));
  }
  gtk_box_append (GTK_BOX (self->call_box), row);
  return self->call_box;
}

static GtkWidget *
make_events (UkeConflictView *self)
{
  GtkWidget *card = make_card (_ ("What happened"), NULL);

  self->strip = UKE_TIMELINE_STRIP (uke_timeline_strip_new ());
  gtk_box_append (GTK_BOX (card), GTK_WIDGET (self->strip));
  return card;
}

static void
uke_conflict_view_finalize (GObject *object)
{
  g_clear_pointer (&UKE_CONFLICT_VIEW (object)->story, uke_conflict_story_free);
  G_OBJECT_CLASS (uke_conflict_view_parent_class)->finalize (object);
}

static void
uke_conflict_view_class_init (UkeConflictViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = uke_conflict_view_finalize;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", UKE_TYPE_CONFLICT_VIEW, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
uke_conflict_view_init (UkeConflictView *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_add_css_class (box, "uk-conflict-story");
  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), make_sides (self));
  gtk_box_append (GTK_BOX (box), make_slots (self));
  gtk_box_append (GTK_BOX (box), make_calls (self));
  gtk_box_append (GTK_BOX (box), make_events (self));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  adw_bin_set_child (ADW_BIN (self), scroller);
}

static void
show_head (UkeConflictView *self)
{
  static const char *const COLOURS[] = { "uk-ok-icon", "uk-warn-icon", "uk-err-icon" };
  const UkeConflict *conflict = self->story->conflict;
  const char *css_class;
  const char *icon = uke_conflict_words_icon (conflict, &css_class);
  g_autofree char *colour = g_strdup_printf ("uk-%s-icon", css_class);
  g_autofree char *statement = uke_conflict_words_statement (conflict);
  g_autofree char *sentence = uke_conflict_words_sentence (self->story, self->clinic);

  for (size_t i = 0; i < G_N_ELEMENTS (COLOURS); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), COLOURS[i]);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), colour);
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_label_set_text (self->title, statement);
  gtk_label_set_text (self->sentence, sentence);
}

static const char *
get_event_colour (const UkeConflictEvent *event)
{
  switch (event->kind) {
  case UKE_CONFLICT_EVENT_CUT:
    return "uk_err_text";
  case UKE_CONFLICT_EVENT_WROTE:
    return event->side == UKE_CONFLICT_STANDS ? "accent_bg_color" : "uk_warn_text";
  case UKE_CONFLICT_EVENT_FOUND:
    return "uk_orange_text";
  case UKE_CONFLICT_EVENT_HANDED:
    return "uk_ok_text";
  }
  return "window_fg_color";
}

static void
show_events (UkeConflictView *self)
{
  GArray *events = self->story->events;

  uke_timeline_strip_clear (self->strip);
  for (unsigned i = 0; i < events->len; i++) {
    const UkeConflictEvent *event = &g_array_index (events, UkeConflictEvent, i);
    g_autofree char *time = uke_conflict_words_when (self->clinic, event->at_us);
    g_autofree char *text = uke_conflict_words_event (self->story, event, self->clinic);

    uke_timeline_strip_add (self->strip, time, text, get_event_colour (event),
                            event->kind == UKE_CONFLICT_EVENT_CUT,
                            event->kind == UKE_CONFLICT_EVENT_FOUND);
  }
}

/* What stands is chosen first; a rule's decision that was turned round by hand is not turned again.
 */
static void
show_sides (UkeConflictView *self)
{
  const UkeConflict *conflict = self->story->conflict;

  for (unsigned i = 0; i < UKE_CONFLICT_N_SIDES; i++) {
    uke_side_card_show (self->sides[i], self->story, (UkeConflictSides)i, self->clinic);
    gtk_widget_set_sensitive (GTK_WIDGET (uke_side_card_get_radio (self->sides[i])),
                              !uke_conflict_words_is_fixed (conflict));
  }
  gtk_check_button_set_active (uke_side_card_get_radio (self->sides[0]), TRUE);
}

/**
 * uke_conflict_view_show:
 * @self: a view
 * @story: (transfer full) (nullable): what is told from now on
 * @clinic: whose
 *
 * Thread: main
 */
void
uke_conflict_view_show (UkeConflictView *self, UkeConflictStory *story, UkeClinic *clinic)
{
  g_return_if_fail (UKE_IS_CONFLICT_VIEW (self));

  g_clear_pointer (&self->story, uke_conflict_story_free);
  self->clinic = clinic;
  self->story = story;
  if (story == NULL)
    return;
  self->is_showing = TRUE;
  show_head (self);
  show_sides (self);
  self->is_showing = FALSE;
  show_slots (self);
  show_calls (self);
  show_events (self);
}

/**
 * uke_conflict_view_get_conflict:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the card that is shown
 * Thread: main
 */
const UkeConflict *
uke_conflict_view_get_conflict (UkeConflictView *self)
{
  g_return_val_if_fail (UKE_IS_CONFLICT_VIEW (self), NULL);

  return self->story != NULL ? self->story->conflict : NULL;
}

/**
 * uke_conflict_view_get_side:
 * @self: a view
 *
 * Returns: which side is chosen
 * Thread: main
 */
UkeConflictSides
uke_conflict_view_get_side (UkeConflictView *self)
{
  g_return_val_if_fail (UKE_IS_CONFLICT_VIEW (self), UKE_CONFLICT_STANDS);

  return gtk_check_button_get_active (uke_side_card_get_radio (self->sides[UKE_CONFLICT_OTHER]))
             ? UKE_CONFLICT_OTHER
             : UKE_CONFLICT_STANDS;
}

/**
 * uke_conflict_view_choose_side:
 * @self: a view
 * @side: what is chosen, where there is such a choice
 *
 * Thread: main
 */
void
uke_conflict_view_choose_side (UkeConflictView *self, UkeConflictSides side)
{
  GtkCheckButton *radio;

  g_return_if_fail (UKE_IS_CONFLICT_VIEW (self));

  radio = uke_side_card_get_radio (self->sides[side]);
  if (gtk_widget_get_visible (GTK_WIDGET (self->sides[side]))
      && gtk_widget_is_sensitive (GTK_WIDGET (radio)))
    gtk_check_button_set_active (radio, TRUE);
}

/**
 * uke_conflict_view_choose_slot:
 * @self: a view
 * @nth: which of the places, from 0
 *
 * Thread: main
 */
void
uke_conflict_view_choose_slot (UkeConflictView *self, unsigned nth)
{
  g_return_if_fail (UKE_IS_CONFLICT_VIEW (self));

  if (gtk_widget_get_visible (self->slot_box))
    uke_conflict_slots_choose (self->slots, nth);
}

/* Why somebody is called, for whoever calls. */
static char *
dup_call_note (UkeConflictView *self)
{
  const UkeConflict *conflict = self->story->conflict;
  g_autofree char *about = NULL;

  if (conflict->kind == UKE_CONFLICT_CONSENT)
    return g_strdup (_ ("Ask for consent again"));
  if (conflict->entity != &UKE_ENTITY_APPOINTMENT)
    return g_strdup (_ ("Ask which entry is right"));
  about = uke_conflict_words_about (conflict, self->clinic);
  return g_strdup_printf (_ ("The time of the booking: %s"), about);
}

static void
collect_calls (UkeConflictView *self, GArray *calls, const char *note)
{
  for (unsigned i = 0; i < UKE_CONFLICT_N_SIDES; i++) {
    UkeRecord *patient = get_callee (self, i);
    UkeConflictCall call = { .due_at_us = self->story->call_due_at_us, .note = note };

    if (patient == NULL || !gtk_widget_get_visible (self->call_box)
        || !gtk_check_button_get_active (self->calls[i]))
      continue;
    call.patient_id = *uke_record_get_id (patient);
    g_array_append_val (calls, call);
  }
}

/**
 * uke_conflict_view_make_command:
 * @self: a view that shows a card
 * @keeps_both: both bookings keep the place, whatever is chosen
 *
 * Returns: (transfer full): the command that settles the card as it is chosen
 * Thread: main
 */
UkeCommand *
uke_conflict_view_make_command (UkeConflictView *self, gboolean keeps_both)
{
  g_autoptr (GArray) calls = g_array_new (FALSE, FALSE, sizeof (UkeConflictCall));
  g_autofree char *note = NULL;
  const UkeFreeSlot *slot = NULL;
  UkeConflictAnswer answer = { 0 };

  g_return_val_if_fail (UKE_IS_CONFLICT_VIEW (self) && self->story != NULL, NULL);

  note = dup_call_note (self);
  answer.change_set_id = self->story->conflict->change_set_id;
  answer.record_id = self->story->conflict->record_id;
  answer.choice = uke_conflict_view_get_side (self) == UKE_CONFLICT_STANDS
                      ? UKE_CONFLICT_CHOICE_STANDS
                      : UKE_CONFLICT_CHOICE_OTHER;
  if (keeps_both)
    answer.choice = UKE_CONFLICT_CHOICE_BOTH;
  else
    collect_calls (self, calls, note);
  if (gtk_widget_get_visible (self->slot_box))
    slot = uke_conflict_slots_get (self->slots);
  if (slot != NULL) {
    answer.has_slot = TRUE;
    answer.slot = *slot;
  }
  answer.calls = (const UkeConflictCall *)(void *)calls->data;
  answer.n_calls = calls->len;
  return uke_command_settle_conflict (&answer);
}
