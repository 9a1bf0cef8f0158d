/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/palette/uke-palette-row.h"

#include "app/booking/uke-booking-slots.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-mark.h"
#include "app/widgets/uke-person-text.h"
#include "base/uke-era.h"
#include "base/uke-phone.h"

#include <glib/gi18n.h>

struct _UkePaletteRow {
  AdwBin parent_instance;

  GtkWidget *box;
  GtkWidget *avatar;
  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *beside;
  GtkWidget *detail;
  AdwBin *end;

  UkePatientLine *line; /* (owned) (nullable): whose outline is waited for */
  UkeClinic *clinic;    /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (UkePaletteRow, uke_palette_row, ADW_TYPE_BIN)

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
uke_palette_row_init (UkePaletteRow *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 1);
  GtkWidget *first = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->avatar = adw_avatar_new (28, NULL, TRUE);
  self->icon = gtk_image_new ();
  self->title = new_label (NULL);
  self->beside = new_label ("uk-secondary");
  self->detail = new_label ("uk-secondary");
  self->end = ADW_BIN (adw_bin_new ());
  gtk_widget_add_css_class (self->beside, "uk-caption");
  gtk_widget_add_css_class (self->detail, "uk-caption");
  gtk_widget_add_css_class (self->detail, "uk-numeric");
  gtk_widget_set_size_request (self->icon, 28, -1);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (first), self->title);
  gtk_box_append (GTK_BOX (first), self->beside);
  gtk_box_append (GTK_BOX (texts), first);
  gtk_box_append (GTK_BOX (texts), self->detail);
  gtk_box_append (GTK_BOX (self->box), self->avatar);
  gtk_box_append (GTK_BOX (self->box), self->icon);
  gtk_box_append (GTK_BOX (self->box), texts);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->end));
  adw_bin_set_child (ADW_BIN (self), self->box);
}

/**
 * uke_palette_row_time:
 * @clinic: an open clinic
 * @at_us: UTC microseconds
 *
 * Returns: (transfer full): 明日 11/25(水) 9:30
 * Thread: main
 */
char *
uke_palette_row_time (UkeClinic *clinic, int64_t at_us)
{
  UkeZone *zone = uke_clinic_get_zone (clinic);
  UkeDate today = uke_zone_date_of (zone, uke_clock_now_us (uke_clinic_get_clock (clinic)));
  g_autofree char *day = uke_booking_slots_day (uke_zone_date_of (zone, at_us), today),
                  *time = uke_booking_slots_time (zone, at_us);

  return g_strdup_printf ("%s %s", day, time);
}

static void
forget_line (UkePaletteRow *self)
{
  if (self->line != NULL)
    g_signal_handlers_disconnect_by_data (self->line, self);
  g_clear_object (&self->line);
}

static void
uke_palette_row_dispose (GObject *object)
{
  UkePaletteRow *self = UKE_PALETTE_ROW (object);

  forget_line (self);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_palette_row_parent_class)->dispose (object);
}

static void
show_group (UkePaletteRow *self, UkePaletteItem *item)
{
  gtk_label_set_text (GTK_LABEL (self->title), item->title);
  gtk_label_set_text (GTK_LABEL (self->beside), item->detail != NULL ? item->detail : "");
  gtk_widget_add_css_class (self->title, "uk-caption");
  gtk_widget_add_css_class (self->title, "uk-secondary");
}

static void
show_action (UkePaletteRow *self, UkePaletteItem *item)
{
  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), item->icon);
  gtk_label_set_text (GTK_LABEL (self->title), item->title);
  gtk_label_set_text (GTK_LABEL (self->beside), item->detail != NULL ? item->detail : "");
  if (item->key != NULL)
    adw_bin_set_child (self->end, uke_key_hint_new (item->key));
}

/* No.1182・S58.6.14・090-0000-4821, with the phone or number marked where that is what matched. */
static void
show_facts (UkePaletteRow *self, UkeSearchHit *hit)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *birth
      = hit->birth_date != UKE_DATE_NONE ? uke_era_format_compact (hit->birth_date) : NULL;
  g_autofree char *phone = hit->phone[0] != '\0' ? uke_phone_format (hit->phone) : NULL;
  unsigned from = 0, to = 0;

  if (hit->patient_number[0] != '\0') {
    g_string_append (text, "No.");
    if (hit->field == UKE_SEARCH_FIELD_NUMBER) {
      from = (unsigned)text->len + hit->match_from;
      to = (unsigned)text->len + hit->match_to;
    }
    g_string_append (text, hit->patient_number);
  }
  if (birth != NULL) {
    g_string_append_printf (text, "%s", text->len > 0 ? "・" : "");
    if (hit->field == UKE_SEARCH_FIELD_BIRTH_DATE) {
      from = (unsigned)text->len;
      to = from + (unsigned)strlen (birth);
    }
    g_string_append (text, birth);
  }
  if (phone != NULL) {
    g_string_append_printf (text, "%s", text->len > 0 ? "・" : "");
    if (hit->field == UKE_SEARCH_FIELD_PHONE) {
      from = (unsigned)text->len + uke_mark_position_in_phone (phone, hit->match_from);
      to = (unsigned)text->len + uke_mark_position_in_phone (phone, hit->match_to);
    }
    g_string_append (text, phone);
  }
  uke_mark_set_text (GTK_LABEL (self->detail), text->str, from, to);
}

/* What matters next about somebody: that contact ended, that there is another of the name, when
 * they come. */
static void
show_chips (UkePaletteRow *self)
{
  UkeSearchHit *hit = uke_patient_line_get_hit (self->line);
  const UkePatientOutline *outline = uke_patient_line_get_outline (self->line);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  if (hit->is_ended)
    gtk_box_append (GTK_BOX (box),
                    uke_chip_new ("action-unavailable-symbolic", _ ("Contact ended"), NULL));
  if (hit->has_same_name)
    gtk_box_append (GTK_BOX (box),
                    uke_chip_new ("dialog-warning-symbolic", _ ("Same name"), "warn"));
  if (outline != NULL && outline->next_at_us != 0) {
    g_autofree char *when = uke_palette_row_time (self->clinic, outline->next_at_us);

    gtk_box_append (GTK_BOX (box), uke_chip_new ("document-open-recent-symbolic", when, "accent"));
  } else if (outline != NULL && !hit->is_ended) {
    gtk_box_append (GTK_BOX (box), uke_chip_new ("alarm-symbolic", _ ("Next not decided"), NULL));
  }
  adw_bin_set_child (self->end, box);
}

static void
show_booking (UkePaletteRow *self, UkePaletteItem *item)
{
  const UkePatientOutline *outline = uke_patient_line_get_outline (item->line);
  UkeRecord *menu = uke_clinic_lookup (self->clinic, &UKE_ENTITY_MENU, &outline->next_menu_id);
  g_autofree char *when = uke_palette_row_time (self->clinic, outline->next_at_us);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), "document-open-recent-symbolic");
  gtk_label_set_text (GTK_LABEL (self->title), when);
  gtk_label_set_text (GTK_LABEL (self->beside), item->hit->name);
  gtk_label_set_text (GTK_LABEL (self->detail), menu != NULL
                                                    ? uke_record_get_code (menu, UKE_MENU_NAME)
                                                    : _ ("Menu not decided"));
}

static void
show_hit (UkePaletteRow *self, UkeSearchHit *hit)
{
  gboolean in_name = hit->field == UKE_SEARCH_FIELD_NAME,
           in_kana = hit->field == UKE_SEARCH_FIELD_KANA;
  g_autofree char *spoken = NULL;

  {
    g_autofree char *initial = uke_person_text_initial (hit->name);

    adw_avatar_set_text (ADW_AVATAR (self->avatar), initial);
  }
  uke_mark_set_text (GTK_LABEL (self->title), hit->name, in_name ? hit->match_from : 0,
                     in_name ? hit->match_to : 0);
  uke_mark_set_text (GTK_LABEL (self->beside), hit->kana, in_kana ? hit->match_from : 0,
                     in_kana ? hit->match_to : 0);
  show_facts (self, hit);
  show_chips (self);
  spoken = g_strdup_printf ("%s、%s、%s", hit->kana, hit->name,
                            gtk_label_get_text (GTK_LABEL (self->detail)));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
}

static void
show_card (UkePaletteRow *self, const UkeDayCard *card, UkeZone *zone)
{
  int minute = uke_zone_minute_of (zone, card->starts_at_us);
  g_autofree char *name = g_strdup_printf ("%s %s", card->family_name, card->given_name);
  g_autofree char *detail = g_strdup_printf ("%s・No.%s", card->menu_name, card->patient_number);
  g_autofree char *time = g_strdup_printf ("%d:%02d", minute / 60, minute % 60);

  {
    g_autofree char *initial = uke_person_text_initial (name);

    adw_avatar_set_text (ADW_AVATAR (self->avatar), initial);
  }
  gtk_label_set_text (GTK_LABEL (self->title), name);
  gtk_label_set_text (GTK_LABEL (self->beside), card->kana);
  gtk_label_set_text (GTK_LABEL (self->detail), detail);
  adw_bin_set_child (self->end, uke_chip_new ("document-open-recent-symbolic", time, "accent"));
}

static void
uke_palette_row_class_init (UkePaletteRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_palette_row_dispose;
}

/**
 * uke_palette_row_new:
 *
 * Returns: (transfer floating): an empty row
 * Thread: main
 */
GtkWidget *
uke_palette_row_new (void)
{
  return g_object_new (UKE_TYPE_PALETTE_ROW, NULL);
}

/**
 * uke_palette_row_show:
 * @self: a row
 * @item: what it shows from now on
 * @clinic: an open clinic
 *
 * Thread: main
 */
void
uke_palette_row_show (UkePaletteRow *self, UkePaletteItem *item, UkeClinic *clinic)
{
  gboolean is_person = item->kind == UKE_PALETTE_HIT || item->kind == UKE_PALETTE_CARD;

  g_return_if_fail (UKE_IS_PALETTE_ROW (self));

  forget_line (self);
  g_set_object (&self->clinic, clinic);
  gtk_widget_set_visible (self->avatar, is_person);
  gtk_widget_set_visible (self->icon,
                          item->kind == UKE_PALETTE_ACTION || item->kind == UKE_PALETTE_BOOKING);
  gtk_widget_set_visible (self->detail, is_person || item->kind == UKE_PALETTE_BOOKING);
  gtk_widget_remove_css_class (self->title, "uk-caption");
  gtk_widget_remove_css_class (self->title, "uk-secondary");
  gtk_label_set_attributes (GTK_LABEL (self->title), NULL);
  gtk_label_set_attributes (GTK_LABEL (self->beside), NULL);
  adw_bin_set_child (self->end, NULL);
  switch (item->kind) {
  case UKE_PALETTE_GROUP:
    show_group (self, item);
    break;
  case UKE_PALETTE_HIT:
    self->line = g_object_ref (item->line);
    g_signal_connect_swapped (self->line, "changed", G_CALLBACK (show_chips), self);
    show_hit (self, item->hit);
    break;
  case UKE_PALETTE_BOOKING:
    show_booking (self, item);
    break;
  case UKE_PALETTE_CARD:
    show_card (self, item->card, uke_clinic_get_zone (clinic));
    break;
  case UKE_PALETTE_ACTION:
    show_action (self, item);
    break;
  }
}
