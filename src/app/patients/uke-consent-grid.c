/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-consent-grid.h"

#include "app/uke-perform.h"
#include "app/widgets/uke-code-words.h"

#include <glib/gi18n.h>

static const char *const channels[] = { "line", "sms", "email", "phone", "post" };
static const char *const purposes[] = { "appointment", "news" };

struct _UkeConsentGrid {
  AdwBin parent_instance;

  UkePatientFile *file; /* (owned) (nullable) */
  GtkGrid *grid;
  GtkWidget *ask;
};

G_DEFINE_FINAL_TYPE (UkeConsentGrid, uke_consent_grid, ADW_TYPE_BIN)

static UkeRecord *
find_consent (UkeConsentGrid *self, const char *purpose, const char *channel)
{
  for (unsigned i = 0; i < self->file->consents->len; i++) {
    UkeRecord *consent = g_ptr_array_index (self->file->consents, i);

    if (g_str_equal (uke_record_get_code (consent, UKE_CONSENT_PURPOSE), purpose)
        && g_str_equal (uke_record_get_code (consent, UKE_CONSENT_CHANNEL), channel))
      return consent;
  }
  return NULL;
}

/* "consent.set" ('news', 'line', 'granted') */
static void
set_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkeConsentGrid *self = UKE_CONSENT_GRID (widget);
  const char *purpose, *channel, *state;
  UkeDraft *draft;

  g_variant_get (target, "(&s&s&s)", &purpose, &channel, &state);
  draft = uke_consent_draft_new (find_consent (self, purpose, channel),
                                 uke_record_get_id (self->file->patient), purpose, channel, state);
  uke_draft_set_text (draft, UKE_CONSENT_ROUTE, "desk");
  uke_perform (widget, uke_command_set_consent (draft), _ ("Consent recorded"));
}

static GtkWidget *
new_cell (UkeConsentGrid *self, const char *purpose, const char *channel)
{
  UkeRecord *consent = find_consent (self, purpose, channel);
  const char *state = consent != NULL ? uke_record_get_text (consent, UKE_CONSENT_STATE) : NULL;
  const char *word = state != NULL ? uke_code_word (UKE_CODES_CONSENT_STATE, state)
                                   : C_ ("consent", "Not asked");
  const char *icon
      = state != NULL ? uke_code_icon (UKE_CODES_CONSENT_STATE, state) : "content-loading-symbolic";
  GtkWidget *button = gtk_menu_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *label = NULL;
  static const char *const states[] = { "granted", "refused" };

  for (unsigned i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autoptr (GMenuItem) item
        = g_menu_item_new (uke_code_word (UKE_CODES_CONSENT_STATE, states[i]), NULL);

    g_menu_item_set_action_and_target (item, "consent.set", "(sss)", purpose, channel, states[i]);
    g_menu_append_item (menu, item);
  }
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), gtk_label_new (word));
  gtk_widget_add_css_class (box, state == NULL                    ? "uk-secondary"
                                 : g_str_equal (state, "granted") ? "uk-ok"
                                                                  : "uk-err");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "uk-consent");
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), box);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  label = g_strdup_printf ("%s、%s、%s", uke_code_word (UKE_CODES_CONSENT_CHANNEL, channel),
                           uke_code_word (UKE_CODES_CONSENT_PURPOSE, purpose), word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

/* The first cell of appointment messages, then of news, that nobody was asked about yet. */
static GtkWidget *
find_unasked (UkeConsentGrid *self)
{
  for (unsigned p = 0; p < G_N_ELEMENTS (purposes); p++)
    for (unsigned c = 0; c < G_N_ELEMENTS (channels); c++)
      if (find_consent (self, purposes[p], channels[c]) == NULL)
        return gtk_grid_get_child_at (self->grid, 1 + (int)p, 1 + (int)c);
  return NULL;
}

static void
ask_clicked_cb (UkeConsentGrid *self)
{
  GtkWidget *cell = find_unasked (self);

  if (cell != NULL)
    gtk_menu_button_popup (GTK_MENU_BUTTON (cell));
}

static GtkWidget *
new_head (const char *icon, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (text);

  if (icon != NULL)
    gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name (icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_widget_set_hexpand (box, icon != NULL);
  return box;
}

static void
uke_consent_grid_dispose (GObject *object)
{
  g_clear_pointer (&UKE_CONSENT_GRID (object)->file, uke_patient_file_unref);
  G_OBJECT_CLASS (uke_consent_grid_parent_class)->dispose (object);
}

static void
uke_consent_grid_class_init (UkeConsentGridClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = uke_consent_grid_dispose;
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "consent.set", "(sss)", set_cb);
}

static void
uke_consent_grid_init (UkeConsentGrid *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (self->grid, 6);
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "uk-consents");
  gtk_widget_add_css_class (GTK_WIDGET (self->grid), "uk-dense");
  self->ask = gtk_button_new_with_label (_ ("Ask now"));
  gtk_widget_set_halign (self->ask, GTK_ALIGN_END);
  gtk_widget_add_css_class (self->ask, "uk-consent-ask");
  gtk_widget_set_tooltip_text (self->ask, _ ("Opens the first consent that was not asked for yet"));
  g_signal_connect_object (self->ask, "clicked", G_CALLBACK (ask_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->grid));
  gtk_box_append (GTK_BOX (box), self->ask);
  adw_bin_set_child (ADW_BIN (self), box);
}

/**
 * uke_consent_grid_show:
 * @self: the grid
 * @file: the patient
 *
 * Thread: main
 */
void
uke_consent_grid_show (UkeConsentGrid *self, UkePatientFile *file)
{
  GtkWidget *child;

  g_return_if_fail (UKE_IS_CONSENT_GRID (self));

  g_clear_pointer (&self->file, uke_patient_file_unref);
  self->file = uke_patient_file_ref (file);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  gtk_grid_attach (self->grid, new_head (NULL, _ ("Channel")), 0, 0, 1, 1);
  for (unsigned p = 0; p < G_N_ELEMENTS (purposes); p++)
    gtk_grid_attach (self->grid,
                     new_head (NULL, uke_code_word (UKE_CODES_CONSENT_PURPOSE, purposes[p])),
                     1 + (int)p, 0, 1, 1);
  for (unsigned c = 0; c < G_N_ELEMENTS (channels); c++) {
    gtk_grid_attach (self->grid,
                     new_head (uke_code_icon (UKE_CODES_CONSENT_CHANNEL, channels[c]),
                               uke_code_word (UKE_CODES_CONSENT_CHANNEL, channels[c])),
                     0, 1 + (int)c, 1, 1);
    for (unsigned p = 0; p < G_N_ELEMENTS (purposes); p++)
      gtk_grid_attach (self->grid, new_cell (self, purposes[p], channels[c]), 1 + (int)p,
                       1 + (int)c, 1, 1);
  }
  gtk_widget_set_visible (self->ask, find_unasked (self) != NULL);
}
