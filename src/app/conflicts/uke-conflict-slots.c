/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/conflicts/uke-conflict-slots.h"

#include "app/booking/uke-booking-slots.h"
#include "app/conflicts/uke-conflict-words.h"
#include "app/conflicts/uke-side-card.h"
#include "base/uke-era.h"
#include "clinic/uke-clinic.h"

#include <glib/gi18n.h>

/* Keys 1 and 2 choose the side; the places follow. */
#define FIRST_KEY 3

struct _UkeConflictSlots {
  GtkWidget parent_instance;

  GArray *slots;     /* (owned) (element-type UkeFreeSlot) */
  GPtrArray *radios; /* (unowned) (element-type GtkCheckButton): one a slot, and the last */
  GtkWidget *anchor; /* (owned): a button alone would be a check, not a radio */
};

G_DEFINE_FINAL_TYPE (UkeConflictSlots, uke_conflict_slots, GTK_TYPE_WIDGET)

static void
clear (UkeConflictSlots *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_array_set_size (self->slots, 0);
  g_ptr_array_set_size (self->radios, 0);
}

static void
uke_conflict_slots_dispose (GObject *object)
{
  clear (UKE_CONFLICT_SLOTS (object));
  g_clear_object (&UKE_CONFLICT_SLOTS (object)->anchor);
  G_OBJECT_CLASS (uke_conflict_slots_parent_class)->dispose (object);
}

static void
uke_conflict_slots_finalize (GObject *object)
{
  UkeConflictSlots *self = UKE_CONFLICT_SLOTS (object);

  g_array_unref (self->slots);
  g_ptr_array_unref (self->radios);
  G_OBJECT_CLASS (uke_conflict_slots_parent_class)->finalize (object);
}

static void
uke_conflict_slots_class_init (UkeConflictSlotsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_conflict_slots_dispose;
  G_OBJECT_CLASS (klass)->finalize = uke_conflict_slots_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
uke_conflict_slots_init (UkeConflictSlots *self)
{
  GtkBoxLayout *layout = GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self)));

  self->slots = g_array_new (FALSE, FALSE, sizeof (UkeFreeSlot));
  self->radios = g_ptr_array_new ();
  self->anchor = g_object_ref_sink (gtk_check_button_new ());
  gtk_box_layout_set_spacing (layout, 9);
  gtk_box_layout_set_homogeneous (layout, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("New place of the one that moves"), -1);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 10);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_choice (UkeConflictSlots *self, const char *title, const char *line)
{
  GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *radio = gtk_check_button_new ();
  GtkWidget *second = make_label (line, "uk-caption");
  g_autofree char *spoken = g_strdup_printf ("%s、%s", title, line);
  g_autofree char *tip = g_strdup_printf (_ ("Key %u"), (unsigned)(FIRST_KEY + self->radios->len));

  gtk_check_button_set_group (GTK_CHECK_BUTTON (radio), GTK_CHECK_BUTTON (self->anchor));
  gtk_widget_set_valign (radio, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (second, "uk-secondary");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), make_label (title, "uk-slot-title"));
  gtk_box_append (GTK_BOX (texts), second);
  gtk_box_append (GTK_BOX (frame), radio);
  gtk_box_append (GTK_BOX (frame), texts);
  gtk_widget_add_css_class (frame, "uk-choice");
  gtk_widget_add_css_class (frame, "uk-slot-choice");
  gtk_widget_set_tooltip_text (frame, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (radio), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  uke_choice_frame_follow (frame, GTK_CHECK_BUTTON (radio));
  gtk_widget_set_parent (frame, GTK_WIDGET (self));
  g_ptr_array_add (self->radios, radio);
}

static void
add_slot (UkeConflictSlots *self, const UkeConflictSlot *proposal, UkeClinic *clinic)
{
  UkeZone *zone = uke_clinic_get_zone (clinic);
  const UkeFreeSlot *slot = &proposal->slot;
  UkeRecord *provider = uke_clinic_lookup (clinic, &UKE_ENTITY_RESOURCE, &slot->provider_id);
  UkeRecord *chair = uke_clinic_lookup (clinic, &UKE_ENTITY_RESOURCE, &slot->chair_id);
  g_autofree char *day = uke_era_format_short (uke_zone_date_of (zone, slot->starts_at_us));
  g_autofree char *time = uke_booking_slots_time (zone, slot->starts_at_us);
  g_autofree char *title = g_strdup_printf ("%s %s", day, time);
  g_autofree char *way = uke_conflict_words_way (proposal);
  g_autofree char *line = g_strdup_printf (
      "%s%s%s\n%s", provider != NULL ? uke_record_get_text (provider, UKE_RESOURCE_NAME) : "",
      chair != NULL ? "・" : "",
      chair != NULL ? uke_record_get_text (chair, UKE_RESOURCE_NAME) : "", way);

  add_choice (self, title, line);
  g_array_append_val (self->slots, *slot);
}

/**
 * uke_conflict_slots_new:
 *
 * Returns: (transfer floating): no places
 * Thread: main
 */
GtkWidget *
uke_conflict_slots_new (void)
{
  return g_object_new (UKE_TYPE_CONFLICT_SLOTS, NULL);
}

/**
 * uke_conflict_slots_show:
 * @self: the places
 * @slots: (element-type UkeConflictSlot): what is proposed; the first is chosen
 * @clinic: whose
 *
 * Thread: main
 */
void
uke_conflict_slots_show (UkeConflictSlots *self, GArray *slots, UkeClinic *clinic)
{
  g_return_if_fail (UKE_IS_CONFLICT_SLOTS (self));

  clear (self);
  for (unsigned i = 0; i < slots->len; i++)
    add_slot (self, &g_array_index (slots, UkeConflictSlot, i), clinic);
  add_choice (self, _ ("Back to unassigned"), _ ("Choose a place later"));
  gtk_check_button_set_active (self->radios->pdata[0], TRUE);
}

/**
 * uke_conflict_slots_choose:
 * @self: the places
 * @nth: which of them, from 0
 *
 * Thread: main
 */
void
uke_conflict_slots_choose (UkeConflictSlots *self, unsigned nth)
{
  g_return_if_fail (UKE_IS_CONFLICT_SLOTS (self));

  if (nth < self->radios->len)
    gtk_check_button_set_active (self->radios->pdata[nth], TRUE);
}

/**
 * uke_conflict_slots_get:
 * @self: the places
 *
 * Returns: (transfer none) (nullable): the chosen place, or NULL for none yet
 * Thread: main
 */
const UkeFreeSlot *
uke_conflict_slots_get (UkeConflictSlots *self)
{
  g_return_val_if_fail (UKE_IS_CONFLICT_SLOTS (self), NULL);

  for (unsigned i = 0; i < self->slots->len; i++)
    if (gtk_check_button_get_active (self->radios->pdata[i]))
      return &g_array_index (self->slots, UkeFreeSlot, i);
  return NULL;
}
