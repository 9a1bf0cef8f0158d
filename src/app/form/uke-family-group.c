/* SPDX-FileCopyrightText: Uketsuke contributors */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "uke-app"

#include "config.h"

#include "app/form/uke-family-group.h"

#include "app/form/uke-checked-row.h"
#include "app/widgets/uke-list-rows.h"
#include "app/widgets/uke-person-text.h"
#include "clinic/uke-search.h"

#include <glib/gi18n.h>

enum { MAX_HITS = 5 };

struct _UkeFamilyGroup {
  AdwPreferencesGroup parent_instance;

  UkeClinic *clinic;    /* (owned) (nullable) */
  UkePatientFile *file; /* (owned) (nullable): NULL for a new patient */
  UkeId joined_id;      /* whose household the patient will join, none for nobody's */
  char *joined_name;    /* (owned) (nullable) */
  gboolean is_leaving;

  GtkListBox *members;
  AdwEntryRow *relation;
  GtkSearchEntry *search;
  GtkListBox *hits;
};

G_DEFINE_FINAL_TYPE (UkeFamilyGroup, uke_family_group, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
has_family (UkeFamilyGroup *self)
{
  return self->file != NULL && self->file->household != NULL;
}

static GtkWidget *
new_row (const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  return row;
}

static GtkWidget *
new_member_row (UkeRecord *member)
{
  g_autofree char *name = uke_person_text_name (member);
  const char *relation = uke_record_get_code (member, UKE_PATIENT_RELATION);
  g_autofree char *about
      = g_strdup_printf ("%s%sNo.%s", relation, relation[0] != '\0' ? "・" : "",
                         uke_record_get_code (member, UKE_PATIENT_PATIENT_NUMBER));
  GtkWidget *row = new_row (name, about);

  adw_action_row_add_prefix (
      ADW_ACTION_ROW (row),
      adw_avatar_new (28, uke_record_get_code (member, UKE_PATIENT_GIVEN_NAME), TRUE));
  return row;
}

static void show_family (UkeFamilyGroup *self);

static void
stay_cb (UkeFamilyGroup *self)
{
  self->is_leaving = FALSE;
  self->joined_id = UKE_ID_NONE;
  g_clear_pointer (&self->joined_name, g_free);
  show_family (self);
}

static void
leave_cb (UkeFamilyGroup *self)
{
  self->is_leaving = TRUE;
  show_family (self);
}

/* What saving will do, and the way back. The name makes the plan part of the form's state. */
static GtkWidget *
new_plan_row (UkeFamilyGroup *self, const char *title)
{
  GtkWidget *row = new_row (title, _ ("When the form is saved")),
            *back = gtk_button_new_with_label (_ ("Take back"));

  gtk_widget_set_valign (back, GTK_ALIGN_CENTER);
  g_signal_connect_object (back, "clicked", G_CALLBACK (stay_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), back);
  g_object_set_data_full (G_OBJECT (row), "tag", g_strdup (title), g_free);
  return row;
}

static GtkWidget *
new_leave_row (UkeFamilyGroup *self)
{
  GtkWidget *row = new_row (_ ("No longer of this household"), NULL),
            *leave = gtk_button_new_with_label (_ ("Leave"));

  gtk_widget_set_valign (leave, GTK_ALIGN_CENTER);
  g_signal_connect_object (leave, "clicked", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), leave);
  return row;
}

static void
show_family (UkeFamilyGroup *self)
{
  uke_list_box_clear (self->members);
  if (self->joined_name != NULL) {
    g_autofree char *title = g_strdup_printf (_ ("Joins the household of %s"), self->joined_name);

    gtk_list_box_append (self->members, new_plan_row (self, title));
  } else if (self->is_leaving) {
    gtk_list_box_append (self->members, new_plan_row (self, _ ("Leaves the household")));
  } else if (has_family (self)) {
    for (unsigned i = 0; i < self->file->members->len; i++)
      gtk_list_box_append (self->members, new_member_row (self->file->members->pdata[i]));
    gtk_list_box_append (self->members, new_leave_row (self));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->members),
                          gtk_list_box_get_row_at_index (self->members, 0) != NULL);
}

static void
search_changed_cb (UkeFamilyGroup *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));
  g_autoptr (UkeSearchResult) result = uke_clinic_search (self->clinic, text, MAX_HITS);
  UkeDate today = uke_zone_date_of (uke_clinic_get_zone (self->clinic),
                                    uke_clock_now_us (uke_clinic_get_clock (self->clinic)));

  uke_list_box_clear (self->hits);
  for (unsigned i = 0; i < result->hits->len; i++) {
    UkeSearchHit *hit = result->hits->pdata[i];
    g_autofree char *facts
        = uke_person_text_facts (hit->patient_number, hit->sex, hit->birth_date, today);
    GtkWidget *row;

    if (self->file != NULL
        && uke_id_equal (&hit->patient_id, uke_record_get_id (self->file->patient)))
      continue;
    row = new_row (hit->name, facts);
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    g_object_set_data_full (G_OBJECT (row), "hit", g_object_ref (hit), g_object_unref);
    gtk_list_box_append (self->hits, row);
  }
  if (text[0] != '\0' && gtk_list_box_get_row_at_index (self->hits, 0) == NULL)
    gtk_list_box_append (self->hits, new_row (_ ("Nobody matches"),
                                              _ ("Register the family member first, then join")));
  gtk_widget_set_visible (GTK_WIDGET (self->hits), text[0] != '\0');
}

static void
hit_activated_cb (UkeFamilyGroup *self, GtkListBoxRow *row)
{
  UkeSearchHit *hit = g_object_get_data (G_OBJECT (row), "hit");

  if (hit == NULL)
    return;
  self->joined_id = hit->patient_id;
  self->is_leaving = FALSE;
  g_free (self->joined_name);
  self->joined_name = g_strdup (hit->name);
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  show_family (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->relation));
}

static void
search_activate_cb (UkeFamilyGroup *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->hits, 0);

  if (first != NULL)
    hit_activated_cb (self, first);
}

/* "family.relation" ('夫') */
static void
relation_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  gtk_editable_set_text (GTK_EDITABLE (UKE_FAMILY_GROUP (widget)->relation),
                         g_variant_get_string (target, NULL));
}

static GtkWidget *
new_relation_menu (void)
{
  static const char *const words[] = {
    NC_ ("relation", "Self"),
    NC_ ("relation", "Husband"),
    NC_ ("relation", "Wife"),
    NC_ ("relation", "Eldest son"),
    NC_ ("relation", "Eldest daughter"),
    NC_ ("relation", "Second son"),
    NC_ ("relation", "Second daughter"),
    NC_ ("relation", "Father"),
    NC_ ("relation", "Mother"),
    NC_ ("relation", "Grandfather"),
    NC_ ("relation", "Grandmother"),
    NC_ ("relation", "Brother or sister"),
    NC_ ("relation", "Lives with them"),
  };
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  for (unsigned i = 0; i < G_N_ELEMENTS (words); i++) {
    const char *word = g_dpgettext2 (NULL, "relation", words[i]);
    g_autoptr (GMenuItem) item = g_menu_item_new (word, NULL);

    g_menu_item_set_action_and_target (item, "family.relation", "s", word);
    g_menu_append_item (menu, item);
  }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "pan-down-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Common relations"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Common relations"), -1);
  return button;
}

static void
uke_family_group_dispose (GObject *object)
{
  UkeFamilyGroup *self = UKE_FAMILY_GROUP (object);

  g_clear_pointer (&self->file, uke_patient_file_unref);
  g_clear_pointer (&self->joined_name, g_free);
  g_clear_object (&self->clinic);
  G_OBJECT_CLASS (uke_family_group_parent_class)->dispose (object);
}

static void
uke_family_group_class_init (UkeFamilyGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = uke_family_group_dispose;
  gtk_widget_class_install_action (widget_class, "family.relation", "s", relation_cb);
}

static GtkListBox *
add_list (UkeFamilyGroup *self)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_margin_bottom (list, 6);
  gtk_widget_set_visible (list, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), list);
  return GTK_LIST_BOX (list);
}

static void
uke_family_group_init (UkeFamilyGroup *self)
{
  GtkListBox *own;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("Family"));
  self->members = add_list (self);
  own = add_list (self);
  self->relation
      = g_object_new (UKE_TYPE_CHECKED_ROW, "title", _ ("Relation within the household"), NULL);
  adw_entry_row_add_suffix (self->relation, new_relation_menu ());
  gtk_list_box_append (own, GTK_WIDGET (self->relation));
  gtk_widget_set_visible (GTK_WIDGET (own), TRUE);
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->search, "placeholder-text", _ ("Find a family member to join"),
                "search-delay", 0, NULL);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->search), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Find a family member to join"), -1);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (search_activate_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), GTK_WIDGET (self->search));
  self->hits = add_list (self);
  g_signal_connect_object (self->hits, "row-activated", G_CALLBACK (hit_activated_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * uke_family_group_show:
 * @self: the group
 * @clinic: an open clinic
 * @file: (nullable): the patient as they are known; NULL for a new one
 *
 * Thread: main
 */
void
uke_family_group_show (UkeFamilyGroup *self, UkeClinic *clinic, UkePatientFile *file)
{
  g_return_if_fail (UKE_IS_FAMILY_GROUP (self));

  g_set_object (&self->clinic, clinic);
  if (file != NULL) {
    self->file = uke_patient_file_ref (file);
    gtk_editable_set_text (GTK_EDITABLE (self->relation),
                           uke_record_get_code (file->patient, UKE_PATIENT_RELATION));
  }
  show_family (self);
}

/**
 * uke_family_group_add_to_form:
 * @self: the group
 * @form: the patient's form
 *
 * Thread: main
 */
void
uke_family_group_add_to_form (UkeFamilyGroup *self, UkePatientForm *form)
{
  g_autofree char *relation
      = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->relation))));

  form->family_of = self->joined_id;
  if (self->is_leaving)
    uke_draft_set_null (form->patient, UKE_PATIENT_HOUSEHOLD_ID);
  uke_draft_set_text (form->patient, UKE_PATIENT_RELATION, self->is_leaving ? NULL : relation);
}
