//! What the formats are known to have: elements, attributes and columns, those too that say nothing
//! about who is listed.
//!
//! What a keeper renames would be missing from every listing without a sign. A name that is not
//! here is told once, with its first line and how often it stands; nothing is refused for it, for
//! keepers add fields of their own accord. Attributes begin with `@`.

use super::finding::Findings;
use std::collections::{BTreeMap, HashSet};

/// The most names that are told; a sound list has a few.
const NAMES_MAX: usize = 1_000;

/// What is known of a format, and what of a file was not.
pub(super) struct Known {
    /// What such a name is called.
    what: &'static str,
    names: HashSet<&'static str>,
    attributes: HashSet<&'static str>,
    /// The first line of each name that is not known, and how often it stands.
    unknown: BTreeMap<String, (u64, u64)>,
}

impl Known {
    /// Names with blanks between; `what` they are names of, such as `element`.
    pub fn of(names: &'static str, what: &'static str) -> Self {
        let (mut known, mut attributes) = (HashSet::new(), HashSet::new());
        for name in names.split_whitespace() {
            match name.strip_prefix('@') {
                Some(attribute) => attributes.insert(attribute),
                None => known.insert(name),
            };
        }
        Self { what, names: known, attributes, unknown: BTreeMap::new() }
    }

    /// Whether a name is one of the format.
    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Counts a name that stands on a line, where it is not known.
    pub fn meet(&mut self, name: &str, line: u64) {
        if !self.has(name) {
            self.count(name, line);
        }
    }

    /// Counts an attribute that stands on a line, where it is not known.
    pub fn meet_attribute(&mut self, name: &str, line: u64) {
        if !self.attributes.contains(name) {
            self.count(&format!("@{name}"), line);
        }
    }

    /// Counts a name that is not known.
    pub fn count(&mut self, name: &str, line: u64) {
        if let Some((_, times)) = self.unknown.get_mut(name) {
            *times = times.saturating_add(1);
        } else if self.unknown.len() < NAMES_MAX {
            self.unknown.insert(name.to_owned(), (line, 1));
        }
    }

    /// Tells what was not known, before all other findings.
    pub fn tell(self, findings: &mut Findings) {
        let mut unknown: Vec<_> = self.unknown.into_iter().collect();
        unknown.sort_by_key(|(_, (line, _))| *line);
        for (name, (line, times)) in unknown.into_iter().rev() {
            let what = self.what;
            let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
            let what =
                format!("the {what} is not known and stands {times}; what it says is left out");
            findings.add_unknown(line, &name, what);
        }
    }
}

/// The UN's consolidated list.
pub(super) const UN: &str = "
    CONSOLIDATED_LIST INDIVIDUALS INDIVIDUAL ENTITIES ENTITY DATAID VERSIONNUM FIRST_NAME
    SECOND_NAME THIRD_NAME FOURTH_NAME UN_LIST_TYPE REFERENCE_NUMBER LISTED_ON SUBMITTED_ON
    SUBMITTED_BY GENDER NAME_ORIGINAL_SCRIPT COMMENTS1 TITLE DESIGNATION NATIONALITY NATIONALITY2
    VALUE LIST_TYPE LAST_DAY_UPDATED DELISTED_ON INDIVIDUAL_ALIAS ENTITY_ALIAS QUALITY ALIAS_NAME
    DATE_OF_BIRTH CITY_OF_BIRTH COUNTRY_OF_BIRTH NOTE INDIVIDUAL_ADDRESS ENTITY_ADDRESS STREET CITY
    STATE_PROVINCE ZIP_CODE COUNTRY INDIVIDUAL_DATE_OF_BIRTH TYPE_OF_DATE DATE YEAR FROM_YEAR
    TO_YEAR INDIVIDUAL_PLACE_OF_BIRTH INDIVIDUAL_DOCUMENT TYPE_OF_DOCUMENT TYPE_OF_DOCUMENT2 NUMBER
    ISSUING_COUNTRY DATE_OF_ISSUE CITY_OF_ISSUE COUNTRY_OF_ISSUE SORT_KEY SORT_KEY_LAST_MOD
    @dateGenerated";

/// OFAC's `sdn.xml`.
pub(super) const OFAC_XML: &str = "
    sdnList publshInformation publishInformation Publish_Date Record_Count sdnEntry uid firstName
    lastName title sdnType remarks programList program idList id idType idNumber idCountry issueDate
    expirationDate akaList aka type category addressList address address1 address2 address3 city
    stateOrProvince postalCode country nationalityList nationality citizenshipList citizenship
    mainEntry dateOfBirthList dateOfBirthItem dateOfBirth placeOfBirthList placeOfBirthItem
    placeOfBirth vesselInfo callSign vesselType vesselFlag vesselOwner tonnage
    grossRegisteredTonnage";

/// OFAC's advanced XML; its code tables are known whole, those that say nothing here too.
pub(super) const OFAC_ADVANCED: &str = "
    Sanctions DateOfIssue Year Month Day ReferenceValueSets AliasType AliasTypeValues AreaCode
    AreaCodeValues AreaCodeType AreaCodeTypeValues CalendarType CalendarTypeValues Country
    CountryValues CountryRelevance CountryRelevanceValues DecisionMakingBody
    DecisionMakingBodyValues DetailReference DetailReferenceValues DetailType DetailTypeValues
    DocNameStatus DocNameStatusValues EntryEventType EntryEventTypeValues EntryLinkType
    EntryLinkTypeValues ExRefType ExRefTypeValues FeatureType FeatureTypeValues FeatureTypeGroup
    FeatureTypeGroupValues IDRegDocDateType IDRegDocDateTypeValues IDRegDocType IDRegDocTypeValues
    IdentityFeatureLinkType IdentityFeatureLinkTypeValues LegalBasis LegalBasisValues LegalBasisType
    LegalBasisTypeValues List ListValues LocPartType LocPartTypeValues LocPartValueStatus
    LocPartValueStatusValues LocPartValueType LocPartValueTypeValues NamePartType NamePartTypeValues
    Organisation OrganisationValues PartySubType PartySubTypeValues PartyType PartyTypeValues
    RelationQuality RelationQualityValues RelationType RelationTypeValues Reliability
    ReliabilityValues SanctionsProgram SanctionsProgramValues SanctionsType SanctionsTypeValues
    Script ScriptValues ScriptStatus ScriptStatusValues SubsidiaryBody SubsidiaryBodyValues
    SupInfoType SupInfoTypeValues TargetType TargetTypeValues Validity ValidityValues Locations
    Location LocationAreaCode LocationCountry LocationPart LocationPartValue Value Comment
    FeatureVersionReference IDRegDocumentReference IDRegDocuments IDRegDocument IDRegistrationNo
    IssuingAuthority DocumentDate DatePeriod Start End From To DocumentMention
    DocumentedNameReference DistinctParties DistinctParty Profile Identity Alias DocumentedName
    DocumentedNameCountry DocumentedNamePart NamePartValue NamePartGroups MasterNamePartGroup
    NamePartGroup Feature FeatureVersion VersionDetail VersionLocation IdentityReference
    SanctionsEntryReference ExternalReference ExRefValue DirectURL SubLink ProfileRelationships
    ProfileRelationship SanctionsEntries SanctionsEntry LimitationsToListing EntryEvent Date
    SanctionsMeasure SupportingInfo SupInfo SanctionsEntryLinks SanctionsEntryLink @Version @ID
    @CalendarTypeID @AreaCodeTypeID @CountryID @CountryRelevanceID @AreaCodeID @Description @ISO2
    @ISO3 @OrganisationID @FeatureTypeGroupID @LegalBasisShortRef @LegalBasisTypeID
    @SanctionsProgramID @PartyTypeID @Symmetrical @SubsidiaryBodyID @DecisionMakingBodyID @Notional
    @ScriptCode @LocPartTypeID @LocPartValueTypeID @LocPartValueStatusID @FeatureVersionID
    @DocumentID @IDRegDocumentID @DocumentedNameID @IDRegDocTypeID @IDRegDocDateTypeID @IdentityID
    @IssuedBy-CountryID @IssuedIn-LocationID @ValidityID @FixedRef @PartySubTypeID @Primary @False
    @AliasTypeID @LowQuality @DocNameStatusID @NamePartGroupID @NamePartTypeID @ScriptID
    @ScriptStatusID @Acronym @FeatureTypeID @ReliabilityID @Approximate @YearFixed @MonthFixed
    @DayFixed @DetailTypeID @DetailReferenceID @LocationID @IdentityFeatureLinkTypeID
    @SanctionsEntryID @ExRefTypeID @From-ProfileID @To-ProfileID @RelationTypeID @RelationQualityID
    @Former @ProfileID @ListID @EntryEventTypeID @LegalBasisID @SanctionsTypeID @EntryLinkTypeID
    @DeltaAction";

/// The EU's XML 1.1.
pub(super) const EU: &str = "
    export sanctionEntity remark regulation publicationUrl subjectType nameAlias
    additionalInformation regulationSummary citizenship birthdate address contactInfo
    identification @generationDate @globalFileId
    @designationDate @designationDetails @unitedNationId @euReferenceNumber @logicalId
    @regulationType @organisationType @publicationDate @entryIntoForceDate @numberTitle @programme
    @publicationUrl @code @classificationCode @firstName @middleName @lastName @wholeName @function
    @gender @title @nameLanguage @strong @regulationLanguage @circa @calendarType @city @zipCode
    @birthdate @dayOfMonth @monthOfYear @year @yearRangeFrom @yearRangeTo @region @place
    @countryIso2Code @countryDescription @street @poBox @asAtListingTime @key @value @diplomatic
    @knownExpired @knownFalse @reportedLost @revokedByIssuer @issuedBy @issueDate @issuedDate
    @latinNumber @nameOnDocument @number @validFrom @validTo @identificationTypeCode
    @identificationTypeDescription";

/// The EU's older XML.
pub(super) const EU_LEGACY: &str = "
    WHOLE ENTITY NAME LASTNAME FIRSTNAME MIDDLENAME WHOLENAME GENDER TITLE FUNCTION LANGUAGE BIRTH
    DATE PLACE COUNTRY CITIZEN ADDRESS NUMBER STREET ZIPCODE CITY OTHER PASSPORT @Date @Id @Type
    @Entity_id @legal_basis @reg_date @pdf_link @programme @remark";

/// Heads of both forms of the UK's CSV, folded.
pub(super) const UK: &str = "
    lastupdated uniqueid ofsigroupid unreferencenumber name6 name1 name2 name3 name4 name5 nametype
    aliasstrength title namenonlatinscript nonlatinscripttype nonlatinscriptlanguage regimename
    designationtype designationsource sanctionsimposed otherinformation ukstatementofreasons
    addressline1 addressline2 addressline3 addressline4 addressline5 addressline6 addresspostalcode
    addresscountry phonenumber website emailaddress datedesignated dob nationalityies
    nationalidentifiernumber nationalidentifieradditionalinformation passportnumber
    passportadditionalinformation position gender townofbirth countryofbirth typeofentity
    subsidiaries parentcompany businessregistrationnumbers imonumber currentowneroperators
    previousowneroperators currentbelievedflagofship previousflags typeofship tonnageofship
    lengthofship yearbuilt hullidentificationnumberhin nationality passportdetails ninumber
    nationalidentificationnumber address1 address2 address3 address4 address5 address6 postzipcode
    country grouptype aliastype aliasquality regime listedon groupid";
