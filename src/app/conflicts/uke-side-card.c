/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/conflicts/uke-side-card.h"

#include "app/calendar/uke-event-block.h"
#include "app/conflicts/uke-conflict-words.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-list-rows.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-era.h"
#include "model/uke-codes.h"
#include "model/uke-status.h"

#include <glib/gi18n.h>

#define MINUTE_US ((int64_t)60 * G_USEC_PER_SEC)

struct _UkeSideCard {
  AdwBin parent_instance;

  GtkCheckButton *radio;
  GtkLabel *choice;
  GtkLabel *author;
  GtkWidget *key;
  GtkWidget *person;
  AdwAvatar *avatar;
  GtkLabel *name;
  GtkLabel *booking;
  GtkWidget *facts;
  GtkWidget *foot;
  GtkWidget *line;
  GtkLabel *remark;
};

G_DEFINE_FINAL_TYPE (UkeSideCard, uke_side_card, ADW_TYPE_BIN)

static GtkLabel *
add_label (GtkWidget *box, const char *css_class, gboolean wraps)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (wraps) {
    gtk_label_set_wrap (GTK_LABEL (label), TRUE);
    gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  } else {
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  }
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static GtkWidget *
make_head (UkeSideCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->radio = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->radio));
  self->choice = add_label (head, "heading", FALSE);
  gtk_label_set_ellipsize (self->choice, PANGO_ELLIPSIZE_NONE);
  self->author = add_label (head, "uk-caption", FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->author), "uk-secondary");
  gtk_widget_set_hexpand (GTK_WIDGET (self->author), TRUE);
  return head;
}

static GtkWidget *
make_person (UkeSideCard *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->person = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->avatar = ADW_AVATAR (adw_avatar_new (42, NULL, TRUE));
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->person), GTK_WIDGET (self->avatar));
  gtk_box_append (GTK_BOX (self->person), texts);
  self->name = add_label (texts, "title-4", FALSE);
  self->booking = add_label (texts, "uk-dense", FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->booking), "uk-secondary");
  return self->person;
}

static void
uke_side_card_class_init (UkeSideCardClass *klass)
{
}

static void
uke_side_card_init (UkeSideCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), make_person (self));
  self->facts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (box), self->facts);
  self->foot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_set_vexpand (self->foot, TRUE);
  gtk_widget_set_valign (self->foot, GTK_ALIGN_END);
  self->line = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
  gtk_box_append (GTK_BOX (self->foot), self->line);
  self->remark = add_label (self->foot, "uk-dense", TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->remark), "uk-secondary");
  gtk_box_append (GTK_BOX (box), self->foot);
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-choice");
  gtk_widget_add_css_class (GTK_WIDGET (self), "uk-card");
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  adw_bin_set_child (ADW_BIN (self), box);
  uke_choice_frame_follow (GTK_WIDGET (self), self->radio);
}

/**
 * uke_side_card_new:
 * @key: the key that chooses it
 *
 * Returns: (transfer floating): an empty choice
 * Thread: main
 */
GtkWidget *
uke_side_card_new (const char *key)
{
  UkeSideCard *self = g_object_new (UKE_TYPE_SIDE_CARD, NULL);
  GtkWidget *head = gtk_widget_get_parent (GTK_WIDGET (self->radio));

  self->key = uke_key_hint_new (key);
  gtk_widget_set_valign (self->key, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (head), self->key);
  return GTK_WIDGET (self);
}

/**
 * uke_side_card_get_radio:
 * @self: a choice
 *
 * Returns: (transfer none): what says whether it is chosen
 * Thread: main
 */
GtkCheckButton *
uke_side_card_get_radio (UkeSideCard *self)
{
  g_return_val_if_fail (UKE_IS_SIDE_CARD (self), NULL);

  return self->radio;
}

static void
add_fact (UkeSideCard *self, const char *icon, const char *css_class, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *image = gtk_image_new_from_icon_name (icon);

  gtk_image_set_pixel_size (GTK_IMAGE (image), 14);
  if (css_class != NULL)
    gtk_widget_add_css_class (image, css_class);
  gtk_box_append (GTK_BOX (row), image);
  gtk_label_set_text (add_label (row, "uk-dense", FALSE), text);
  gtk_box_append (GTK_BOX (self->facts), row);
}

static int64_t
get_made_at (const UkeConflict *conflict, UkeConflictSides side)
{
  return conflict->sides[side].at_us;
}

/* Who booked first is worth much, but does not decide alone. */
static void
add_order (UkeSideCard *self, const UkeConflict *conflict, UkeConflictSides side)
{
  int64_t mine = get_made_at (conflict, side), theirs = get_made_at (conflict, 1 - side);
  int64_t minutes = (theirs - mine) / MINUTE_US;
  g_autofree char *text = NULL;

  if (mine == 0 || theirs == 0)
    return;
  if (mine > theirs || (mine == theirs && side == UKE_CONFLICT_OTHER)) {
    add_fact (self, "document-open-recent-symbolic", NULL, _ ("Booked later"));
    return;
  }
  text = minutes > 0 && minutes < 24 * 60
             ? g_strdup_printf (g_dngettext (NULL, "Booked first (%d minute earlier)",
                                             "Booked first (%d minutes earlier)", minutes),
                                (int)minutes)
             : g_strdup (_ ("Booked first"));
  add_fact (self, "object-select-symbolic", "uk-ok-icon", text);
}

static void
add_booking_facts (UkeSideCard *self, const UkeConflict *conflict, UkeConflictSides side)
{
  const UkeConflictSide *one = &conflict->sides[side];
  const char *channel = uke_record_get_code (one->appointment, UKE_APPOINTMENT_CHANNEL);
  const char *note = uke_record_get_text (one->appointment, UKE_APPOINTMENT_NOTE);

  add_order (self, conflict, side);
  if (uke_record_get_bool (one->appointment, UKE_APPOINTMENT_IS_FIRST_VISIT))
    add_fact (self, "starred-symbolic", NULL, _ ("First visit"));
  if (one->n_same_day > 0) {
    g_autofree char *text
        = g_strdup_printf (g_dngettext (NULL, "%u other booking that day",
                                        "%u other bookings that day", one->n_same_day),
                           one->n_same_day);
    add_fact (self, "x-office-calendar-symbolic", "uk-warn-icon", text);
  }
  if (note != NULL)
    add_fact (self, "document-edit-symbolic", NULL, note);
  if (*channel != '\0') {
    g_autofree char *text = g_strdup_printf (_ ("Booked through: %s"),
                                             uke_code_word (UKE_CODES_BOOKING_CHANNEL, channel));
    gtk_label_set_text (self->remark, text);
  }
  gtk_widget_set_visible (self->line, TRUE);
  gtk_widget_set_visible (self->foot, *channel != '\0');
}

static void
show_booking (UkeSideCard *self,
              const UkeConflict *conflict,
              UkeConflictSides side,
              UkeClinic *clinic)
{
  const UkeConflictSide *one = &conflict->sides[side];
  g_autofree char *name = NULL;
  g_autofree char *booking = NULL;
  g_autofree char *line = NULL;
  const char *number = NULL;

  gtk_widget_set_visible (self->person, one->appointment != NULL);
  gtk_widget_set_visible (self->foot, FALSE);
  if (one->appointment == NULL) {
    add_fact (self, "content-loading-symbolic", NULL, _ ("The place is free again"));
    return;
  }
  name = one->patient != NULL ? uke_person_text_name (one->patient)
                              : uke_conflict_words_patient (NULL);
  booking = uke_conflict_words_booking (one->appointment, clinic);
  if (one->patient != NULL)
    number = uke_record_get_text (one->patient, UKE_PATIENT_PATIENT_NUMBER);
  line = number != NULL ? g_strdup_printf ("No.%s・%s", number, booking) : g_strdup (booking);
  adw_avatar_set_text (
      self->avatar,
      one->patient != NULL ? uke_record_get_text (one->patient, UKE_PATIENT_FAMILY_NAME) : NULL);
  gtk_label_set_text (self->name, name);
  gtk_label_set_text (self->booking, line);
  add_booking_facts (self, conflict, side);
}

static void
add_text (UkeSideCard *self, const char *field, const char *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkLabel *caption;

  caption = add_label (row, "uk-caption", FALSE);
  gtk_label_set_text (caption, field);
  gtk_widget_add_css_class (GTK_WIDGET (caption), "uk-secondary");
  gtk_label_set_text (add_label (row, "title-4", TRUE), text);
  gtk_box_append (GTK_BOX (self->facts), row);
}

static void
add_value (UkeSideCard *self,
           const UkeConflict *conflict,
           const UkeConflictValue *value,
           UkeConflictSides side,
           UkeClinic *clinic)
{
  g_autofree char *field = uke_conflict_words_field (value);
  g_autofree char *text = uke_conflict_words_value (conflict, value, side, clinic);

  /* What a cancellation undid has no counterpart. */
  if (field != NULL
      && (conflict->kind != UKE_CONFLICT_CANCEL || value->values[side].kind != UKE_VALUE_NULL))
    add_text (self, field, text);
}

/* A cancellation says its status, where no value does. */
static void
add_status (UkeSideCard *self, const UkeConflict *conflict, UkeConflictSides side)
{
  UkeStatus status = UKE_STATUS_BOOKED;

  for (unsigned i = 0; i < conflict->values->len; i++) {
    const UkeConflictValue *value = conflict->values->pdata[i];

    if (g_str_equal (value->field->name, "status"))
      return;
  }
  if (side == UKE_CONFLICT_STANDS && conflict->record != NULL)
    status = uke_status_from_code (uke_record_get_code (conflict->record, UKE_APPOINTMENT_STATUS));
  add_text (self, C_ ("field", "Status"), uke_status_word (status));
}

/* What the second choice of a card without values does. */
static const char *
get_effect (const UkeConflict *conflict, UkeConflictSides side)
{
  switch (conflict->kind) {
  case UKE_CONFLICT_CONSENT:
    return side == UKE_CONFLICT_STANDS
               ? _ ("Nothing is sent. The withdrawal stays as it was recorded.")
               : _ ("A follow-up call is planned. Nothing is sent until the patient agrees.");
  case UKE_CONFLICT_DELETED:
    return side == UKE_CONFLICT_STANDS ? _ ("The entry stays, with the change.")
                                       : _ ("The entry is taken away. It stays in the history.");
  case UKE_CONFLICT_CLAIM:
    return side == UKE_CONFLICT_STANDS ? _ ("The call stays with whoever took it first.")
                                       : _ ("The call is yours from now on.");
  case UKE_CONFLICT_CANCEL:
    return side == UKE_CONFLICT_OTHER ? _ ("The other version holds from now on.") : NULL;
  case UKE_CONFLICT_MISSING:
    return _ ("The change was kept in the history. There is nothing it could be made on.");
  case UKE_CONFLICT_DENIED:
    return _ ("The change was kept in the history. Somebody who may do it has to make it again.");
  case UKE_CONFLICT_NUMBER:
    return side == UKE_CONFLICT_STANDS
               ? _ ("This patient gets the next number that is free.")
               : _ ("This works once the other patient has another number.");
  case UKE_CONFLICT_PERSON:
    return side == UKE_CONFLICT_STANDS
               ? _ ("Both stay. Nobody is asked about these two again.")
               : _ ("Bookings, calls and contacts go to whoever was registered first. Ctrl+Z parts "
                    "them again.");
  case UKE_CONFLICT_SLOT:
  case UKE_CONFLICT_VALUES:
  case UKE_CONFLICT_MOVE:
  case UKE_CONFLICT_STATUS:
  case UKE_CONFLICT_MEMO:
  case UKE_CONFLICT_ISSUED:
    return NULL;
  }
  return NULL;
}

/* Who was registered there: what people compare. */
static void
show_patient (UkeSideCard *self, UkeRecord *patient)
{
  g_autofree char *name = uke_conflict_words_patient (patient);
  g_autofree char *kana = NULL;
  g_autofree char *birth = NULL;

  add_text (self, _ ("Name"), name);
  if (patient == NULL)
    return;
  kana = uke_person_text_kana (patient);
  if (kana != NULL && *kana != '\0')
    add_text (self, _ ("Kana"), kana);
  if (!uke_record_has (patient, UKE_PATIENT_BIRTH_DATE))
    return;
  birth = uke_era_format_long (uke_record_get_date (patient, UKE_PATIENT_BIRTH_DATE));
  add_text (self, C_ ("field", "Birth date"), birth);
}

static void
show_values (UkeSideCard *self,
             const UkeConflict *conflict,
             UkeConflictSides side,
             UkeClinic *clinic)
{
  UkeConflictSides author = uke_conflict_words_is_told (conflict) ? UKE_CONFLICT_OTHER : side;
  const char *effect = get_effect (conflict, side);

  gtk_widget_set_visible (self->person, FALSE);
  if (conflict->kind == UKE_CONFLICT_PERSON)
    show_patient (self, conflict->sides[side].patient);
  else if (conflict->kind != UKE_CONFLICT_CLAIM)
    for (unsigned i = 0; i < conflict->values->len; i++)
      add_value (self, conflict, conflict->values->pdata[i], author, clinic);
  if (conflict->kind == UKE_CONFLICT_CANCEL)
    add_status (self, conflict, side);
  gtk_widget_set_visible (self->foot, effect != NULL);
  /* The line parts the remark from what stands above it. */
  gtk_widget_set_visible (self->line, gtk_widget_get_first_child (self->facts) != NULL);
  gtk_label_set_text (self->remark, effect != NULL ? effect : "");
}

/**
 * uke_side_card_show:
 * @self: a choice
 * @story: what it is about
 * @side: which of the two
 * @clinic: whose
 *
 * Thread: main
 */
void
uke_side_card_show (UkeSideCard *self,
                    const UkeConflictStory *story,
                    UkeConflictSides side,
                    UkeClinic *clinic)
{
  const UkeConflict *conflict = story->conflict;
  const char *choice = uke_conflict_words_choice (conflict, side);
  gboolean is_told = uke_conflict_words_is_told (conflict);
  gboolean is_choice = !is_told && !uke_conflict_words_is_fixed (conflict);
  g_autofree char *author
      = uke_conflict_words_author (&conflict->sides[is_told ? UKE_CONFLICT_OTHER : side], clinic);
  g_autofree char *spoken = NULL;

  g_return_if_fail (UKE_IS_SIDE_CARD (self));

  gtk_widget_set_visible (GTK_WIDGET (self), choice != NULL);
  if (choice == NULL)
    return;
  uke_box_clear (GTK_BOX (self->facts));
  gtk_label_set_text (self->choice, choice);
  gtk_label_set_text (self->author, author);
  gtk_widget_set_visible (GTK_WIDGET (self->radio), is_choice);
  gtk_widget_set_visible (self->key, is_choice);
  if (!is_choice)
    gtk_widget_add_css_class (GTK_WIDGET (self), "told");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "told");
  if (conflict->kind == UKE_CONFLICT_SLOT)
    show_booking (self, conflict, side, clinic);
  else
    show_values (self, conflict, side, clinic);
  spoken = g_strdup_printf ("%s、%s、%s", choice, gtk_label_get_text (self->name), author);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->radio), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  conflict->kind == UKE_CONFLICT_SLOT ? spoken : choice, -1);
}

static void
toggled_cb (GtkCheckButton *radio, GtkWidget *frame)
{
  if (gtk_check_button_get_active (radio))
    gtk_widget_add_css_class (frame, "chosen");
  else
    gtk_widget_remove_css_class (frame, "chosen");
}

static void
pressed_cb (GtkCheckButton *radio)
{
  if (gtk_widget_is_sensitive (GTK_WIDGET (radio)))
    gtk_check_button_set_active (radio, TRUE);
}

/**
 * uke_choice_frame_follow:
 * @frame: what is pressed
 * @radio: its radio button, somewhere in it
 *
 * Thread: main
 */
void
uke_choice_frame_follow (GtkWidget *frame, GtkCheckButton *radio)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (click, "released", G_CALLBACK (pressed_cb), radio, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (frame, GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (radio, "toggled", G_CALLBACK (toggled_cb), frame, 0);
  toggled_cb (radio, frame);
}
