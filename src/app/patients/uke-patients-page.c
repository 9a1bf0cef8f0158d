/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/patients/uke-patients-page.h"

#include "app/patients/uke-patient-card.h"
#include "app/patients/uke-patient-columns.h"
#include "app/patients/uke-patient-list.h"
#include "app/patients/uke-recent-patients.h"
#include "app/uke-window.h"

#include <glib/gi18n.h>

/* How far up and down go through what was found. */
enum { MAX_WALK = 200 };

struct _UkePatientsPage {
  UkePage parent_instance;

  UkePatientList *patients; /* (owned) (nullable) */
  GtkWidget *navigation;    /* (owned) */
  GtkWidget *back;
  GtkWidget *title;
  GtkWidget *walk; /* where the card stands among the patients who were found */
  GtkLabel *walk_text;
  char *found; /* (owned) (nullable): what the card's patient was searched with */

  GtkStack *stack;
  GtkStack *list_stack;
  GtkSearchEntry *entry;
  GtkLabel *count;
  GtkBox *filters;
  GtkColumnView *table;
  AdwStatusPage *no_match;
  GtkButton *register_found;
  UkePatientCard *card;
};

G_DEFINE_FINAL_TYPE (UkePatientsPage, uke_patients_page, UKE_TYPE_PAGE)

static gboolean
is_card_shown (UkePatientsPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "card") == 0;
}

/* Who was found with the text, in the order of the search; up and down go through them. */
static GPtrArray *
find_again (UkePatientsPage *self)
{
  g_autoptr (UkeSearchResult) result
      = uke_clinic_search (uke_page_get_clinic (UKE_PAGE (self)), self->found, MAX_WALK);

  return g_ptr_array_ref (result->hits);
}

static int
find_position (GPtrArray *hits, const UkeId *id)
{
  for (unsigned i = 0; i < hits->len; i++)
    if (uke_id_equal (&((UkeSearchHit *)hits->pdata[i])->patient_id, id))
      return (int)i;
  return -1;
}

static void
show_walk (UkePatientsPage *self, UkePatientFile *file)
{
  g_autoptr (GPtrArray) hits = self->found != NULL && file != NULL ? find_again (self) : NULL;
  int position = hits != NULL ? find_position (hits, uke_record_get_id (file->patient)) : -1;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->walk, position >= 0 && hits->len > 1);
  if (position < 0)
    return;
  /* Translators: what was searched for, how many were found, and which of them this card is. */
  text = g_strdup_printf (_ ("Search “%1$s”, %3$d of %2$u"), self->found, hits->len, position + 1);
  gtk_label_set_text (self->walk_text, text);
}

static void
show_title (UkePatientsPage *self)
{
  UkePatientFile *file = uke_patient_card_get_file (self->card);
  gboolean is_card = is_card_shown (self);

  if (is_card && file != NULL)
    uke_recent_patients_note (uke_page_get_clinic (UKE_PAGE (self)), file);

  gtk_widget_set_visible (self->back, is_card);
  gtk_label_set_text (GTK_LABEL (self->title), is_card ? _ ("Patient card") : _ ("Patients"));
  show_walk (self, is_card ? file : NULL);
  uke_window_page_changed (uke_page_get_window (UKE_PAGE (self)));
}

static void
show_no_match (UkePatientsPage *self, const char *text)
{
  g_autofree char *title = g_strdup_printf (_ ("Nobody matches “%s”"), text);
  g_autofree char *label = g_strdup_printf (_ ("Register “%s” as a new patient"), text);

  adw_status_page_set_title (self->no_match, title);
  gtk_button_set_label (self->register_found, label);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->register_found), "s", text);
}

static void
show_count (UkePatientsPage *self)
{
  unsigned total = uke_patient_list_get_total (self->patients),
           offered = g_list_model_get_n_items (G_LIST_MODEL (self->patients));
  g_autofree char *count = g_strdup_printf (ngettext ("%u patient", "%u patients", total), total);
  g_autofree char *text = total > offered
                              ? g_strdup_printf (_ ("%s, the best %u shown"), count, offered)
                              : g_strdup (count);
  const char *searched = uke_patient_list_get_text (self->patients);

  gtk_label_set_text (self->count, text);
  if (searched[0] != '\0')
    show_no_match (self, searched);
  gtk_stack_set_visible_child_name (self->list_stack, total > 0             ? "list"
                                                      : searched[0] != '\0' ? "no-match"
                                                      : uke_patient_list_get_filter (self->patients)
                                                              != UKE_PATIENT_FILTER_ALL
                                                          ? "no-filtered"
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
open_card (UkePatientsPage *self, const UkeId *id, const char *found)
{
  g_autofree char *kept = g_strdup (found);

  g_free (self->found);
  self->found = g_steal_pointer (&kept);
  uke_patient_card_open (self->card, uke_page_get_clinic (UKE_PAGE (self)), id);
  gtk_stack_set_visible_child_name (self->stack, "card");
  show_title (self);
}

/* "patients.walk" (1): the next of those who were found; -1 is the one before. */
static void
walk_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  UkePatientsPage *self = UKE_PATIENTS_PAGE (widget);
  UkePatientFile *file = uke_patient_card_get_file (self->card);
  g_autoptr (GPtrArray) hits = self->found != NULL && file != NULL ? find_again (self) : NULL;
  int position = hits != NULL ? find_position (hits, uke_record_get_id (file->patient)) : -1;

  if (position < 0)
    return;
  position += g_variant_get_int32 (target);
  if (position >= 0 && position < (int)hits->len)
    open_card (self, &((UkeSearchHit *)hits->pdata[position])->patient_id, self->found);
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
open_row (UkePatientsPage *self, unsigned position)
{
  g_autoptr (UkeSearchHit) hit = g_list_model_get_item (G_LIST_MODEL (self->patients), position);
  const char *text = uke_patient_list_get_text (self->patients);

  if (hit != NULL)
    open_card (self, &hit->patient_id, text[0] != '\0' ? text : NULL);
}

static void
search_activate_cb (UkePatientsPage *self)
{
  open_row (self, 0);
}

static void
row_activate_cb (UkePatientsPage *self, unsigned position)
{
  open_row (self, position);
}

static void
filter_toggled_cb (UkePatientsPage *self, GtkToggleButton *button)
{
  if (gtk_toggle_button_get_active (button))
    uke_patient_list_set_filter (self->patients,
                                 GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "filter")));
}

static void
make_filters (UkePatientsPage *self)
{
  static const struct {
    UkePatientFilter filter;
    const char *label;
    const char *tooltip;
  } filters[] = {
    { UKE_PATIENT_FILTER_ALL, N_ ("All"), N_ ("Everybody, in the order of their kana") },
    { UKE_PATIENT_FILTER_TODAY, N_ ("Today"), N_ ("Who has a booking today") },
    { UKE_PATIENT_FILTER_NO_NEXT, N_ ("No next booking"),
      N_ ("Was here in the last 90 days and has no next booking") },
    { UKE_PATIENT_FILTER_DORMANT, N_ ("Dormant"), N_ ("Has not been here for a year or more") },
  };
  GtkToggleButton *first = NULL;

  for (unsigned i = 0; i < G_N_ELEMENTS (filters); i++) {
    GtkWidget *button = gtk_toggle_button_new_with_label (_ (filters[i].label));

    g_object_set_data (G_OBJECT (button), "filter", GINT_TO_POINTER (filters[i].filter));
    gtk_widget_set_tooltip_text (button, _ (filters[i].tooltip));
    gtk_widget_add_css_class (button, "flat");
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == 0);
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
    if (first == NULL)
      first = GTK_TOGGLE_BUTTON (button);
    g_signal_connect_object (button, "toggled", G_CALLBACK (filter_toggled_cb), self,
                             G_CONNECT_SWAPPED);
    gtk_box_append (self->filters, button);
  }
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
  open_card (UKE_PATIENTS_PAGE (page), id, NULL);
  return TRUE;
}

static void
uke_patients_page_shown (UkePage *page)
{
  if (!is_card_shown (UKE_PATIENTS_PAGE (page)))
    gtk_widget_grab_focus (GTK_WIDGET (UKE_PATIENTS_PAGE (page)->entry));
}

static void
walk_clicked_cb (UkePatientsPage *self, GtkWidget *button)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "patients.walk", "i",
                              GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "step")));
}

static GtkWidget *
new_walk_button (UkePatientsPage *self, const char *icon, const char *label, int step)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data (G_OBJECT (button), "step", GINT_TO_POINTER (step));
  g_signal_connect_object (button, "clicked", G_CALLBACK (walk_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  return button;
}

static void
make_walk (UkePatientsPage *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->walk = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->walk_text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->walk_text, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->walk_text), "uk-caption");
  gtk_widget_add_css_class (buttons, "linked");
  gtk_box_append (GTK_BOX (buttons),
                  new_walk_button (self, "go-up-symbolic", _ ("The one before (Alt+↑)"), -1));
  gtk_box_append (GTK_BOX (buttons),
                  new_walk_button (self, "go-down-symbolic", _ ("The next one (Alt+↓)"), 1));
  gtk_box_append (GTK_BOX (self->walk), GTK_WIDGET (self->walk_text));
  gtk_box_append (GTK_BOX (self->walk), buttons);
  gtk_widget_set_visible (self->walk, FALSE);
  gtk_box_append (GTK_BOX (self->navigation), self->walk);
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
  make_walk (self);
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
  uke_patient_columns_add (self->table, uke_page_get_clinic (UKE_PAGE (self)));
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (model));
  make_filters (self);
  show_count (self);
  uke_patient_list_set_frozen (self->patients, TRUE);
}

static void
uke_patients_page_dispose (GObject *object)
{
  UkePatientsPage *self = UKE_PATIENTS_PAGE (object);

  g_clear_object (&self->navigation);
  g_clear_object (&self->patients);
  g_clear_pointer (&self->found, g_free);
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
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, filters);
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, table);
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, no_match);
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, register_found);
  gtk_widget_class_bind_template_child (widget_class, UkePatientsPage, card);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activate_cb);
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
  gtk_widget_class_install_action (widget_class, "patients.walk", "i", walk_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK, "patients.walk", "i",
                                       -1);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down, GDK_ALT_MASK, "patients.walk",
                                       "i", 1);
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

/**
 * uke_patients_page_show_found:
 * @self: the page
 * @id: one of those who were found
 * @text: what was searched for
 *
 * Opens a card and keeps the others who were found at hand: up and down go through them.
 *
 * Thread: main
 * Source: design.md 12 no. 03
 */
void
uke_patients_page_show_found (UkePatientsPage *self, const UkeId *id, const char *text)
{
  g_return_if_fail (UKE_IS_PATIENTS_PAGE (self));

  open_card (self, id, text);
}
