/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-patients-page.h"

#include "app/palette/uke-palette-row.h"
#include "app/patients/uke-patient-card.h"
#include "app/patients/uke-patient-list.h"
#include "app/uke-window.h"
#include "app/widgets/uke-person-text.h"

#include <glib/gi18n.h>

struct _UkePatientsPage {
  UkePage parent_instance;

  UkePatientList *patients; /* (owned) (nullable) */
  GtkWidget *navigation;    /* (owned) */
  GtkWidget *back;
  GtkWidget *title;

  GtkStack *stack;
  GtkStack *list_stack;
  GtkSearchEntry *entry;
  GtkLabel *count;
  GtkListView *list;
  UkePatientCard *card;
};

G_DEFINE_FINAL_TYPE (UkePatientsPage, uke_patients_page, UKE_TYPE_PAGE)

static gboolean
is_card_shown (UkePatientsPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "card") == 0;
}

static void
show_title (UkePatientsPage *self)
{
  UkePatientFile *file = uke_patient_card_get_file (self->card);

  gtk_widget_set_visible (self->back, is_card_shown (self));
  if (is_card_shown (self) && file != NULL) {
    g_autofree char *name = uke_person_text_name (file->patient);
    g_autofree char *title = g_strdup_printf (_ ("Patient card: %s"), name);

    gtk_label_set_text (GTK_LABEL (self->title), title);
  } else {
    gtk_label_set_text (GTK_LABEL (self->title),
                        is_card_shown (self) ? _ ("Patient card") : _ ("Patients"));
  }
  uke_window_page_changed (uke_page_get_window (UKE_PAGE (self)));
}

static void
show_count (UkePatientsPage *self)
{
  unsigned total = uke_patient_list_get_total (self->patients);
  g_autofree char *text = g_strdup_printf (ngettext ("%u patient", "%u patients", total), total);
  gboolean is_searching = uke_patient_list_get_text (self->patients)[0] != '\0';

  gtk_label_set_text (self->count, text);
  gtk_stack_set_visible_child_name (self->list_stack, total > 0      ? "list"
                                                      : is_searching ? "no-match"
                                                                     : "empty");
}

static void
show_list (UkePatientsPage *self)
{
  uke_patient_card_close (self->card);
  gtk_stack_set_visible_child_name (self->stack, "list");
  show_title (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static void
open_card (UkePatientsPage *self, const UkeId *id)
{
  uke_patient_card_open (self->card, uke_page_get_clinic (UKE_PAGE (self)), id);
  gtk_stack_set_visible_child_name (self->stack, "card");
  show_title (self);
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkePatientsPage *self = UKE_PATIENTS_PAGE (widget);

  if (is_card_shown (self))
    show_list (self);
}

static void
back_clicked_cb (UkePatientsPage *self)
{
  show_list (self);
}

static void
search_changed_cb (UkePatientsPage *self)
{
  if (self->patients != NULL)
    uke_patient_list_set_text (self->patients, gtk_editable_get_text (GTK_EDITABLE (self->entry)));
}

static void
search_activate_cb (UkePatientsPage *self)
{
  g_autoptr (UkeSearchHit) first = g_list_model_get_item (G_LIST_MODEL (self->patients), 0);

  if (first != NULL)
    open_card (self, &first->patient_id);
}

static void
row_activate_cb (UkePatientsPage *self, unsigned position)
{
  g_autoptr (UkeSearchHit) hit = g_list_model_get_item (G_LIST_MODEL (self->patients), position);

  if (hit != NULL)
    open_card (self, &hit->patient_id);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item)
{
  gtk_list_item_set_child (list_item, uke_palette_row_new ());
}

static void
bind_row_cb (UkePatientsPage *self, GtkListItem *list_item)
{
  g_autoptr (UkePaletteItem) item = uke_palette_item_new_hit (gtk_list_item_get_item (list_item));

  uke_palette_row_show (UKE_PALETTE_ROW (gtk_list_item_get_child (list_item)), item,
                        uke_clinic_get_zone (uke_page_get_clinic (UKE_PAGE (self))));
}

static void
uke_patients_page_map (GtkWidget *widget)
{
  uke_patient_list_set_frozen (UKE_PATIENTS_PAGE (widget)->patients, FALSE);
  GTK_WIDGET_CLASS (uke_patients_page_parent_class)->map (widget);
}

static void
uke_patients_page_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (uke_patients_page_parent_class)->unmap (widget);
  if (UKE_PATIENTS_PAGE (widget)->patients != NULL)
    uke_patient_list_set_frozen (UKE_PATIENTS_PAGE (widget)->patients, TRUE);
}

static GtkWidget *
uke_patients_page_get_navigation (UkePage *page)
{
  return UKE_PATIENTS_PAGE (page)->navigation;
}

static const UkePrimary *
uke_patients_page_get_primary (UkePage *page)
{
  static UkePrimary new_patient = { NULL, "contact-new-symbolic", "Ctrl N", "win.new-patient('')" };

  new_patient.label = _ ("New patient");
  /* The card has its own suggested action beside the next appointment. */
  return is_card_shown (UKE_PATIENTS_PAGE (page)) ? NULL : &new_patient;
}

static AdwFlap *
uke_patients_page_get_flap (UkePage *page, UkeSide side)
{
  UkePatientsPage *self = UKE_PATIENTS_PAGE (page);

  if (!is_card_shown (self))
    return NULL;
  return side == UKE_SIDE_LEFT ? uke_patient_card_get_left_flap (self->card)
                               : uke_patient_card_get_right_flap (self->card);
}

static gboolean
uke_patients_page_show_record (UkePage *page, const UkeId *id)
{
  open_card (UKE_PATIENTS_PAGE (page), id);
  return TRUE;
}

static void
uke_patients_page_shown (UkePage *page)
{
  if (!is_card_shown (UKE_PATIENTS_PAGE (page)))
    gtk_widget_grab_focus (GTK_WIDGET (UKE_PATIENTS_PAGE (page)->entry));
}

static void
make_navigation (UkePatientsPage *self)
{
  self->navigation = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  self->back = gtk_button_new_from_icon_name ("go-previous-symbolic");
  gtk_widget_set_tooltip_text (self->back, _ ("All patients (Alt+←)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->back), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("All patients"), -1);
  gtk_widget_set_visible (self->back, FALSE);
  g_signal_connect_object (self->back, "clicked", G_CALLBACK (back_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  self->title = gtk_label_new (_ ("Patients"));
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_box_append (GTK_BOX (self->navigation), self->back);
  gtk_box_append (GTK_BOX (self->navigation), self->title);
}

static void
uke_patients_page_constructed (GObject *object)
{
  UkePatientsPage *self = UKE_PATIENTS_PAGE (object);
  g_autoptr (GtkNoSelection) model = NULL;

  G_OBJECT_CLASS (uke_patients_page_parent_class)->constructed (object);
  self->patients = uke_patient_list_new (uke_page_get_clinic (UKE_PAGE (self)));
  g_signal_connect_object (self->patients, "items-changed", G_CALLBACK (show_count), self,
                           G_CONNECT_SWAPPED);
  model = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->patients)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (model));
  show_count (self);
  uke_patient_list_set_frozen (self->patients, TRUE);
}

static void
uke_patients_page_dispose (GObject *object)
{
  UkePatientsPage *self = UKE_PATIENTS_PAGE (object);

  g_clear_object (&self->navigation);
  g_clear_object (&self->patients);
  G_OBJECT_CLASS (uke_patients_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/org/uketsuke/Uketsuke/ui/patients/uke-patients-page.ui");
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, list_stack);
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, entry);
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, count);
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, list);
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, card);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_row_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_title);
}

static void
uke_patients_page_class_init (UkePatientsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  UkePageClass *page_class = UKE_PAGE_CLASS (klass);

  g_type_ensure (UKE_TYPE_PATIENT_CARD);
  G_OBJECT_CLASS (klass)->constructed = uke_patients_page_constructed;
  G_OBJECT_CLASS (klass)->dispose = uke_patients_page_dispose;
  widget_class->map = uke_patients_page_map;
  widget_class->unmap = uke_patients_page_unmap;
  page_class->get_navigation = uke_patients_page_get_navigation;
  page_class->get_primary = uke_patients_page_get_primary;
  page_class->get_flap = uke_patients_page_get_flap;
  page_class->show_record = uke_patients_page_show_record;
  page_class->shown = uke_patients_page_shown;
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "patients.back", NULL, back_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "patients.back",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "patients.back", NULL);
}

static void
uke_patients_page_init (UkePatientsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  make_navigation (self);
}
