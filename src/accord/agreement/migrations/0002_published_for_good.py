from django.db import migrations

FORBID = """
CREATE FUNCTION agreement_version_for_good() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.superseded_at IS NULL
       AND to_jsonb(NEW) - 'superseded_at' = to_jsonb(OLD) - 'superseded_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a published agreement does not change' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER for_good BEFORE UPDATE OR DELETE ON agreement_version
    FOR EACH ROW EXECUTE FUNCTION agreement_version_for_good();
"""
ALLOW = "DROP TRIGGER for_good ON agreement_version; DROP FUNCTION agreement_version_for_good();"


class Migration(migrations.Migration):
    dependencies = [("agreement", "0001_initial")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
