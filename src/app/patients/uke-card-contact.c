/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-card-contact.h"

#include "app/booking/uke-booking-slots.h"
#include "app/patients/uke-consent-grid.h"
#include "app/uke-perform.h"
#include "app/widgets/uke-chip.h"
#include "app/widgets/uke-code-words.h"
#include "app/widgets/uke-hours-words.h"
#include "app/widgets/uke-list-rows.h"
#include "app/widgets/uke-person-text.h"
#include "app/widgets/uke-tag-box.h"
#include "base/uke-phone.h"

#include <glib/gi18n.h>

struct _UkeCardContact {
  AdwBin parent_instance;

  UkeClinic *clinic;    /* (owned) (nullable) */
  UkePatientFile *file; /* (owned) (nullable) */

  GtkListBox *contacts;
  UkeConsentGrid *consents;
  GtkListBox *family;
  UkeTagBox *tags;
};

G_DEFINE_FINAL_TYPE (UkeCardContact, uke_card_contact, ADW_TYPE_BIN)

static GtkWidget *
new_row (const char *icon, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL && subtitle[0] != '\0')
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  if (icon != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name (icon));
  gtk_widget_add_css_class (row, "uk-dense-row");
  return row;
}

static void
add_part (GString *text, const char *part)
{
  if (part == NULL || part[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, "・");
  g_string_append (text, part);
}

/* What must be known before dialling: whose number it is, when it is answered, what may be left on
 * it. */
static char *
describe_phone (UkeRecord *phone)
{
  g_autoptr (GString) text = g_string_new (
      uke_code_word (UKE_CODES_PHONE_LABEL, uke_record_get_code (phone, UKE_PATIENT_PHONE_LABEL)));
  const char *voicemail = uke_record_get_text (phone, UKE_PATIENT_PHONE_VOICEMAIL);
  g_autofree char *hours
      = uke_hours_text (uke_record_get_text (phone, UKE_PATIENT_PHONE_BEST_HOURS));

  add_part (text, uke_code_word (UKE_CODES_PHONE_OWNER,
                                 uke_record_get_code (phone, UKE_PATIENT_PHONE_OWNER)));
  add_part (text, uke_record_get_text (phone, UKE_PATIENT_PHONE_OWNER_NOTE));
  add_part (text, hours);
  if (voicemail != NULL && !g_str_equal (voicemail, "unknown"))
    add_part (text, uke_code_word (UKE_CODES_VOICEMAIL, voicemail));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_phones (UkeCardContact *self)
{
  for (unsigned i = 0; i < self->file->phones->len; i++) {
    UkeRecord *phone = g_ptr_array_index (self->file->phones, i);
    g_autofree char *number
        = uke_phone_format (uke_record_get_text (phone, UKE_PATIENT_PHONE_NUMBER));
    g_autofree char *about = describe_phone (phone);
    const char *icon = uke_code_icon (UKE_CODES_PHONE_LABEL,
                                      uke_record_get_code (phone, UKE_PATIENT_PHONE_LABEL));
    GtkWidget *row = new_row (icon != NULL ? icon : "phone-symbolic", number, about);

    if (uke_record_get_bool (phone, UKE_PATIENT_PHONE_IS_BAD)) {
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), uke_chip_new ("dialog-warning-symbolic",
                                                                     _ ("Does not work"), "err"));
    } else {
      g_autofree char *order = g_strdup_printf (_ ("Choice %u"), i + 1);

      adw_action_row_add_suffix (
          ADW_ACTION_ROW (row),
          uke_chip_new (i == 0 ? "starred-symbolic" : NULL, order, i == 0 ? "accent" : NULL));
    }
    gtk_list_box_append (self->contacts, row);
  }
}

static void
add_written_contacts (UkeCardContact *self)
{
  for (unsigned i = 0; i < self->file->emails->len; i++) {
    UkeRecord *email = g_ptr_array_index (self->file->emails, i);

    gtk_list_box_append (
        self->contacts,
        new_row ("mail-unread-symbolic", uke_record_get_text (email, UKE_PATIENT_EMAIL_ADDRESS),
                 uke_record_get_bool (email, UKE_PATIENT_EMAIL_IS_BAD) ? _ ("Does not arrive")
                                                                       : NULL));
  }
  for (unsigned i = 0; i < self->file->addresses->len; i++) {
    UkeRecord *address = g_ptr_array_index (self->file->addresses, i);
    const char *code = uke_record_get_text (address, UKE_PATIENT_ADDRESS_POSTAL_CODE);
    const char *text = uke_record_get_text (address, UKE_PATIENT_ADDRESS_ADDRESS);
    g_autofree char *postal = uke_person_text_postal_code (code);

    gtk_list_box_append (self->contacts,
                         new_row ("user-home-symbolic", text != NULL ? text : "", postal));
  }
}

static void
show_contacts (UkeCardContact *self)
{
  uke_list_box_clear (self->contacts);
  add_phones (self);
  add_written_contacts (self);
  if (gtk_list_box_get_row_at_index (self->contacts, 0) == NULL)
    gtk_list_box_append (self->contacts, new_row ("dialog-warning-symbolic", _ ("No contact yet"),
                                                  _ ("Ask for a phone number at the next visit")));
}

/* 夫・43歳・No.1874, and below it when they come next: families like to come together. */
static char *
describe_member (UkeCardContact *self, UkeRecord *member)
{
  g_autoptr (GString) text = g_string_new (uke_record_get_code (member, UKE_PATIENT_RELATION));
  UkeZone *zone = uke_clinic_get_zone (self->clinic);
  UkeDate today = uke_zone_date_of (zone, uke_clock_now_us (uke_clinic_get_clock (self->clinic)));
  UkeDate birth = uke_record_get_date (member, UKE_PATIENT_BIRTH_DATE);
  g_autofree char *number
      = g_strdup_printf ("No.%s", uke_record_get_code (member, UKE_PATIENT_PATIENT_NUMBER));
  g_autofree char *age = birth != UKE_DATE_NONE
                             ? g_strdup_printf (_ ("%d years"), uke_date_age (birth, today))
                             : NULL;

  add_part (text, age);
  add_part (text, number);
  for (unsigned i = 0; i < self->file->family_bookings->len; i++) {
    UkeRecord *booking = self->file->family_bookings->pdata[i];
    int64_t at_us = uke_record_get_time_us (booking, UKE_APPOINTMENT_STARTS_AT_US);
    UkeRecord *menu = uke_clinic_lookup (
        self->clinic, &UKE_ENTITY_MENU, uke_record_get_id_value (booking, UKE_APPOINTMENT_MENU_ID));
    g_autofree char *day = NULL, *time = NULL;

    if (!uke_id_equal (uke_record_get_id_value (booking, UKE_APPOINTMENT_PATIENT_ID),
                       uke_record_get_id (member)))
      continue;
    day = uke_booking_slots_day (uke_zone_date_of (zone, at_us), today);
    time = uke_booking_slots_time (zone, at_us);
    g_string_append_printf (text, "\n%s %s %s", day, time,
                            menu != NULL ? uke_record_get_code (menu, UKE_MENU_NAME) : "");
    break;
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
show_family (UkeCardContact *self)
{
  uke_list_box_clear (self->family);
  for (unsigned i = 0; i < self->file->members->len; i++) {
    UkeRecord *member = g_ptr_array_index (self->file->members, i);
    g_autofree char *name = uke_person_text_name (member);
    g_autofree char *about = describe_member (self, member);
    GtkWidget *row = new_row (NULL, name, about),
              *avatar
              = adw_avatar_new (28, uke_record_get_code (member, UKE_PATIENT_GIVEN_NAME), TRUE);
    char hex[UKE_ID_HEX_SIZE];

    uke_id_to_hex (uke_record_get_id (member), hex);
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                               gtk_image_new_from_icon_name ("go-next-symbolic"));
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", "patients", hex);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.record");
    gtk_list_box_append (self->family, row);
  }
  if (self->file->members->len == 0)
    gtk_list_box_append (self->family, new_row (NULL, _ ("No family known"), NULL));
}

static void
show_tags (UkeCardContact *self)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  for (unsigned i = 0; i < self->file->tags->len; i++)
    g_ptr_array_add (words,
                     (char *)uke_record_get_code (self->file->tags->pdata[i], UKE_PATIENT_TAG_TAG));
  uke_tag_box_set_tags (self->tags, words);
}

static void
add_tag_cb (UkeCardContact *self, const char *tag)
{
  uke_perform (GTK_WIDGET (self),
               uke_command_add_tag (uke_record_get_id (self->file->patient), tag), _ ("Tag added"));
}

static void
remove_tag_cb (UkeCardContact *self, const char *tag)
{
  for (unsigned i = 0; i < self->file->tags->len; i++) {
    UkeRecord *record = self->file->tags->pdata[i];

    if (g_str_equal (uke_record_get_code (record, UKE_PATIENT_TAG_TAG), tag)) {
      uke_perform (GTK_WIDGET (self), uke_command_remove_tag (record), _ ("Tag removed"));
      return;
    }
  }
}

static void
uke_card_contact_dispose (GObject *object)
{
  UkeCardContact *self = UKE_CARD_CONTACT (object);

  g_clear_pointer (&self->file, uke_patient_file_unref);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_card_contact_parent_class)->dispose (object);
}

static void
uke_card_contact_class_init (UkeCardContactClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UKE_TYPE_CONSENT_GRID);
  g_type_ensure (UKE_TYPE_TAG_BOX);
  G_OBJECT_CLASS (klass)->dispose = uke_card_contact_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/patients/uke-card-contact.ui");
  gtk_widget_class_bind_template_child (widget_class, UkeCardContact, contacts);
  gtk_widget_class_bind_template_child (widget_class, UkeCardContact, consents);
  gtk_widget_class_bind_template_child (widget_class, UkeCardContact, family);
  gtk_widget_class_bind_template_child (widget_class, UkeCardContact, tags);
  gtk_widget_class_bind_template_callback (widget_class, add_tag_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_tag_cb);
}

static void
uke_card_contact_init (UkeCardContact *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * uke_card_contact_show:
 * @self: the pane
 * @clinic: the clinic
 * @file: the patient
 *
 * Thread: main
 */
void
uke_card_contact_show (UkeCardContact *self, UkeClinic *clinic, UkePatientFile *file)
{
  g_return_if_fail (UKE_IS_CARD_CONTACT (self));

  g_set_object (&self->clinic, clinic);
  g_clear_pointer (&self->file, uke_patient_file_unref);
  self->file = uke_patient_file_ref (file);
  show_contacts (self);
  uke_consent_grid_show (self->consents, file);
  show_family (self);
  show_tags (self);
}
