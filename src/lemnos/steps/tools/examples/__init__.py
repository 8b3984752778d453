"""Make example calls of a tool, and example results, from its own schemas.

    Tool ──▶ call ──▶ schema_values ──▶ arguments, result (JSON values that conform to the schemas) ──▶ agreement
                           │
                           ├─▶ exclusive        (which arguments exclude each other)
                           ├─▶ resource_names   (templates such as projects/{project})
                           ├─▶ pattern          (texts that match a regular expression)
                           └─▶ example_values   (values by name, format and description)
                                   └─▶ value_tables, people_and_places

Modules, in the order in which data flows:

    call               a tool to the arguments of an example call, and to an example result
    schema_values      a schema to a value that conforms to it
    selection          a property to whether an example shows it
    adjust             example values to names and bounds
    exclusive          descriptions of arguments to those that exclude each other
    resource_names     the template of a resource name to a resource name
    pattern            a regular expression to a text that matches it
    example_values     name, format and description of a parameter to a plausible value
    value_tables       names of parameters, and the values that fit them
    special_values     segments of resource names, units, placeholders for secrets
    people_and_places  people and places whose fields belong together
    times              the times of an object in the order of the life of a resource
    counts             totals and pages that fit the list beside them
    agreement          arguments and a result to a result that belongs to them
"""
