"""Make example calls of a tool, and example results, from its own schemas.

    Tool ──▶ call ──▶ schema_values ──▶ arguments (JSON values that conform to the schemas), variables ──▶ agreement
              │            │
              ├─▶ hints, verbs ├─▶ resource_names   (templates such as projects/{project})
              ├─▶ credentials  ├─▶ pattern          (texts that match a regular expression)
              ├─▶ selection    │
              └─▶ exclusive    └─▶ example_values   (values by name, format and description)
                                       └─▶ prose, amazon, value_tables, special_values, people_and_places

Modules, in the order in which data flows:

    call               a tool to the values and the variables of an example call, and to an example response
    hints              a tool as a whole to what it says of its arguments
    verbs              words of the names of operations to what the operations do
    credentials        a credential to the placeholder for its secret
    subject            an operation to the optional arguments that it is about
    ids                the result of an operation to whether its ids are whole numbers
    schema_values      a schema to a value that conforms to it, if enough is known of it
    selection          which values and properties are no examples
    adjust             example values to names and bounds
    exclusive          descriptions of arguments to those that exclude each other
    resource_names     the template of a resource name to a resource name
    pattern            a regular expression to a text that matches it
    example_values     name, format and description of a parameter to a plausible value
    prose              a description to the values that it gives
    amazon             a parameter to an Amazon Resource Name
    value_tables       names of parameters, and the values that fit them
    special_values     segments of resource names, units, placeholders for secrets
    people_and_places  people and places whose fields belong together
    agreement          arguments and a response of the description to arguments that belong to it
"""
